from types import SimpleNamespace
from typing import Any

import pytest

from tests.twin.plane.cloud import Cloud
from tests.twin.plane.ledgers import Ledger
from twin.plane.streams import ListedShard, StreamReader
from twin.plane.table_shards import TableShards

EXPIRED = {"Error": {"Code": "ExpiredIteratorException"}}


@pytest.fixture
def ledger(cloud: Cloud) -> Ledger:  # noqa: ARG001 - it is the cloud's
    return Ledger.create()


@pytest.fixture
def shards(cloud: Cloud, ledger: Ledger) -> TableShards:
    return TableShards(cloud.clients.table_streams, ledger.stream_arn)


def read(reader: StreamReader) -> list[str]:
    (shard_id,) = reader.discover()
    return [record.partition_key for record in reader.read(shard_id).records]


def test_reads_the_whole_stream_from_the_trim_horizon(ledger: Ledger, shards: TableShards) -> None:
    ledger.insert("early")

    assert read(StreamReader(shards, "TRIM_HORIZON")) == ['{"entry": {"S": "early"}}']


def test_reads_only_what_comes_later_from_the_latest(ledger: Ledger, shards: TableShards) -> None:
    ledger.insert("early")
    reader = StreamReader(shards, "LATEST")
    reader.discover()
    ledger.insert("late")

    assert read(reader) == ['{"entry": {"S": "late"}}']


def test_is_caught_up_when_nothing_came(ledger: Ledger, shards: TableShards) -> None:
    reader = StreamReader(shards, "TRIM_HORIZON")
    (shard_id,) = reader.discover()
    ledger.insert("a")

    assert [reader.read(shard_id).caught_up for _ in range(2)] == [False, True]


def test_goes_on_behind_the_last_record_when_its_iterator_has_expired(
    cloud: Cloud, ledger: Ledger, shards: TableShards
) -> None:
    reader = StreamReader(shards, "TRIM_HORIZON")
    reader.discover()
    ledger.insert("a")
    before = read(reader)
    ledger.insert("b")
    answers = iter([(SimpleNamespace(status_code=400), EXPIRED)])

    def expire_once(**_: object) -> Any:
        return next(answers, None)

    events = cloud.clients.table_streams.meta.events
    events.register_first("before-call.dynamodb-streams.GetRecords", expire_once)
    after = read(reader)
    events.unregister("before-call.dynamodb-streams.GetRecords", expire_once)

    assert next(answers, None) is None, "the iterator did expire"
    assert (before, after) == (['{"entry": {"S": "a"}}'], ['{"entry": {"S": "b"}}'])


def test_lists_the_shards_of_every_page_with_parent_and_end() -> None:
    """FAULTS 22: a shard of a table's stream lives for hours, and its child goes on."""
    parent = {"ShardId": "parent", "SequenceNumberRange": {"EndingSequenceNumber": "9"}}
    child = {"ShardId": "child", "ParentShardId": "parent", "SequenceNumberRange": {}}
    pages = {None: {"Shards": [parent], "LastEvaluatedShardId": "parent"}, "parent": {"Shards": [child]}}

    def describe_stream(*, StreamArn: str, ExclusiveStartShardId: str | None = None) -> Any:  # noqa: N803, ARG001
        return {"StreamDescription": pages[ExclusiveStartShardId]}

    listed = TableShards(SimpleNamespace(describe_stream=describe_stream), "arn").listed()

    assert list(listed) == [ListedShard("parent", (), closed=True), ListedShard("child", ("parent",), False)]
