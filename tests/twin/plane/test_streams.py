from types import SimpleNamespace
from typing import Any

from tests.twin.plane.cloud import Cloud
from tests.twin.semantics.streams import STREAM
from twin.plane.kinesis_shards import KinesisShards
from twin.plane.streams import StreamReader

FIRST, SECOND = "shardId-000000000000", "shardId-000000000001"
EXPIRED = {"Error": {"Code": "ExpiredIteratorException"}}


def read(reader: StreamReader) -> list[bytes]:
    return [record.data for shard_id in (FIRST, SECOND) for record in reader.read(shard_id).records]


def test_reads_the_whole_stream_from_the_trim_horizon(cloud: Cloud) -> None:
    cloud.put("early")
    reader = StreamReader(KinesisShards(cloud.clients.kinesis, STREAM), "TRIM_HORIZON")

    shards = reader.discover()

    assert shards == {FIRST: (), SECOND: ()}
    assert read(reader) == [b"early"]


def test_goes_on_behind_the_last_record_when_its_iterator_has_expired(cloud: Cloud) -> None:
    reader = StreamReader(KinesisShards(cloud.clients.kinesis, STREAM), "TRIM_HORIZON")
    reader.discover()
    cloud.put("a")
    before = read(reader)
    cloud.put("b")
    answers = iter([(SimpleNamespace(status_code=400), EXPIRED)])

    def expire_once(**_: object) -> Any:
        return next(answers, None)

    cloud.clients.kinesis.meta.events.register_first("before-call.kinesis.GetRecords", expire_once)
    after = read(reader)
    cloud.clients.kinesis.meta.events.unregister("before-call.kinesis.GetRecords", expire_once)

    assert (before, after) == ([b"a"], [b"b"])


def test_tells_the_parents_of_a_split_and_that_nothing_more_will_come_of_them(cloud: Cloud) -> None:
    """FAULTS 22."""
    middle = str(2**126)
    cloud.clients.kinesis.split_shard(StreamARN=STREAM, ShardToSplit=FIRST, NewStartingHashKey=middle)
    reader = StreamReader(KinesisShards(cloud.clients.kinesis, STREAM), "TRIM_HORIZON")

    shards = reader.discover()

    assert sorted(shards.values()) == [(), (), (FIRST,), (FIRST,)]
    assert reader.read(FIRST).ended
    assert not reader.read(SECOND).ended
