from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from twin.database import target as targets
from twin.database.errors import TargetRefused
from twin.database.target import StreamTarget
from twin.semantics.dms.records import OutputRecord

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient


@pytest.fixture
def kinesis() -> Iterator["KinesisClient"]:
    with mock_aws():
        client = boto3.client("kinesis", "eu-west-1")
        client.create_stream(StreamName="cdc", ShardCount=1)
        yield client


def read(kinesis: "KinesisClient") -> list[bytes]:
    [shard] = kinesis.list_shards(StreamName="cdc")["Shards"]
    start = kinesis.get_shard_iterator(
        StreamName="cdc", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return [each["Data"] for each in kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]]


def records(count: int) -> list[OutputRecord]:
    return [OutputRecord("key", b"%d" % number) for number in range(count)]


def test_any_number_of_records_is_put(kinesis: "KinesisClient") -> None:
    StreamTarget(kinesis, "cdc").put(records(1201))

    assert read(kinesis) == [record.data for record in records(1201)]


class Throttled:
    """A stream that takes the first record of each call alone."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def put_records(self, *, StreamName: str, Records: list[Any]) -> dict[str, Any]:  # noqa: ARG002, N803
        self.taken.append(Records[0]["Data"])
        return {"Records": [{}, *({"ErrorCode": "Throttled"} for _ in Records[1:])]}


def test_records_that_the_stream_did_not_take_are_put_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """FAULTS 18."""
    monkeypatch.setattr(targets, "FIRST_PAUSE_SECONDS", 0)
    throttled = Throttled()

    StreamTarget(throttled, "cdc").put(records(5))  # type: ignore[arg-type]

    assert throttled.taken == [record.data for record in records(5)]


def test_a_stream_that_takes_too_little_stops_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "FIRST_PAUSE_SECONDS", 0)

    with pytest.raises(TargetRefused, match="took no more records after 8 attempts: give it more shards"):
        StreamTarget(Throttled(), "cdc").put(records(9))  # type: ignore[arg-type]


def test_a_record_that_no_stream_takes_stops_the_task(kinesis: "KinesisClient") -> None:
    with pytest.raises(TargetRefused, match="lower LobMaxSize, and resume"):
        StreamTarget(kinesis, "cdc").put([OutputRecord("key", b"x" * (1 << 20))])


def test_a_stream_that_is_gone_is_told_in_a_line(kinesis: "KinesisClient") -> None:
    with pytest.raises(TargetRefused, match="The stream other refuses records"):
        StreamTarget(kinesis, "other").put(records(1))
