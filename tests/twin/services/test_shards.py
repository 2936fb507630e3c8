"""Shards are split and merged in MiniStack while others send and read: nothing is lost, and no order."""

import threading
import time
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError
from ministack.services import kinesis

from tests.twin.streaming import TIMEOUT, App, arn
from twin.errors import NotInstalled
from twin.plane.kinesis_shards import KinesisShards
from twin.plane.streams import StreamReader
from twin.services import shards

FIRST = "shardId-000000000000"
CHILDREN = ["shardId-000000000001", "shardId-000000000002"]
MERGED = "shardId-000000000003"
MIDDLE = str(2**127)
KEYS = [f"till-{each}" for each in range(6)]


class Stream:
    """The app's stream, and what was sent to it under each key."""

    def __init__(self, app: App) -> None:
        self.client = app.twin.emulator.client("kinesis")
        self.name = app.named("Sales")
        self.arn = str(app.twin.app.value("App", arn("Sales")))
        self.sent: dict[str, list[str]] = defaultdict(list)

    def send(self, count: int) -> list[str]:
        """Put so many records, by turns of the keys; the shards that took them."""
        taken = []
        for _ in range(count):
            key = KEYS[sum(map(len, self.sent.values())) % len(KEYS)]
            data = f"{key} {len(self.sent[key])}"
            answer = self.client.put_record(StreamName=self.name, Data=data.encode(), PartitionKey=key)
            self.sent[key].append(data)
            taken.append(answer["ShardId"])
        return taken

    def split(self) -> None:
        self.client.split_shard(StreamName=self.name, ShardToSplit=FIRST, NewStartingHashKey=MIDDLE)

    def merge(self, *pair: str) -> None:
        first, second = pair or CHILDREN
        self.client.merge_shards(StreamName=self.name, ShardToMerge=first, AdjacentShardToMerge=second)

    def listed(self) -> dict[str, Any]:
        return {each["ShardId"]: each for each in self.client.list_shards(StreamName=self.name)["Shards"]}

    def pages(self, shard_id: str, limit: int = 1_000) -> Iterator[Any]:
        """Read a shard to its end, or until nothing is left."""
        iterator = self.client.get_shard_iterator(
            StreamName=self.name, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON"
        ).get("ShardIterator")
        while iterator:
            page = self.client.get_records(ShardIterator=iterator, Limit=limit)
            iterator = page.get("NextShardIterator") if page["Records"] else None
            yield page


@pytest.fixture
def stream(app: App) -> Stream:
    return Stream(app)


def by_key(records: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for each in records:
        found[each.partition(" ")[0]].append(each)
    return found


def test_what_was_unread_is_read_after_a_split_and_a_merge_parents_before_children(stream: Stream) -> None:
    """FAULTS 22."""
    stream.send(24)
    stream.split()
    stream.send(24)
    stream.merge()
    stream.send(24)
    reader = StreamReader(KinesisShards(stream.client, stream.arn), "TRIM_HORIZON")

    parents = reader.discover()
    read = {shard_id: reader.read(shard_id) for shard_id in (FIRST, *CHILDREN, MERGED)}

    assert parents == {
        FIRST: (),
        CHILDREN[0]: (FIRST,),
        CHILDREN[1]: (FIRST,),
        MERGED: tuple(CHILDREN),
    }
    in_order = [each.data.decode() for shard in read.values() for each in shard.records]
    assert by_key(in_order) == stream.sent
    assert [each.ended for each in read.values()] == [True, True, True, False]


def test_a_closed_shard_says_where_it_ends_and_who_its_children_are(stream: Stream) -> None:
    stream.send(5)

    stream.split()
    *_, before, last = stream.pages(FIRST, limit=2)
    closed = stream.listed()[FIRST]["SequenceNumberRange"]["EndingSequenceNumber"]
    children = [stream.listed()[each]["SequenceNumberRange"] for each in CHILDREN]

    assert "ChildShards" not in before
    assert before["NextShardIterator"]
    assert "NextShardIterator" not in last
    assert [each["ShardId"] for each in last["ChildShards"]] == CHILDREN
    assert {tuple(each["ParentShards"]) for each in last["ChildShards"]} == {(FIRST,)}
    assert (
        last["Records"][-1]["SequenceNumber"]
        < closed
        < min(each["StartingSequenceNumber"] for each in children)
    )
    assert not any("EndingSequenceNumber" in each for each in children)


def test_records_go_to_open_shards_alone(stream: Stream) -> None:
    stream.split()
    split = stream.send(12)
    stream.merge()
    merged = stream.send(12)
    summary = stream.client.describe_stream_summary(StreamName=stream.name)["StreamDescriptionSummary"]

    assert set(split) == set(CHILDREN)
    assert set(merged) == {MERGED}
    assert summary["OpenShardCount"] == 1


def test_what_is_closed_or_apart_is_neither_split_nor_merged(stream: Stream) -> None:
    stream.split()
    stream.client.split_shard(
        StreamName=stream.name, ShardToSplit=CHILDREN[1], NewStartingHashKey=str(3 * 2**126)
    )

    with pytest.raises(ClientError, match=r"InvalidArgument.*already been merged or split"):
        stream.split()
    with pytest.raises(ClientError, match=r"InvalidArgument.*already been merged or split"):
        stream.merge()
    with pytest.raises(ClientError, match=r"InvalidArgument.*not adjacent"):
        stream.merge(CHILDREN[0], "shardId-000000000004")
    with pytest.raises(ClientError, match="The twin doesn't evaluate UpdateShardCount"):
        stream.client.update_shard_count(
            StreamName=stream.name, TargetShardCount=2, ScalingType="UNIFORM_SCALING"
        )


def test_a_function_gets_every_record_once_and_in_order_while_shards_come_and_go(
    app: App, stream: Stream
) -> None:
    """FAULTS 22."""
    sending = threading.Thread(target=lambda: [stream.send(1) for _ in range(300)])
    plane = app.plane()
    plane.start()
    sending.start()
    wait_for(stream, 100)
    stream.split()
    wait_for(stream, 200)
    stream.merge()
    sending.join()
    plane.drain(TIMEOUT)
    plane.stop()

    seen = [record["kinesis"] for batch in app.objects("Seen") for record in batch]

    assert by_key([decoded(each["data"]) for each in seen]) == stream.sent
    assert sum(map(len, stream.sent.values())) == 300
    assert len({each["sequenceNumber"] for each in seen}) == 300


def decoded(data: str) -> str:
    return b64decode(data).decode()


def wait_for(stream: Stream, count: int) -> None:
    deadline = time.monotonic() + TIMEOUT
    while sum(map(len, list(stream.sent.values()))) < count:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_refuses_a_ministack_without_the_parts_that_it_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(kinesis, "_route_to_shard")

    with pytest.raises(NotInstalled, match="_route_to_shard"):
        shards.install()
