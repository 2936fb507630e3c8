"""Reads a Kinesis stream shard by shard, as a polling consumer does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from twin.semantics.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_kinesis import KinesisClient
    from types_boto3_kinesis.type_defs import GetRecordsOutputTypeDef, RecordTypeDef, ShardTypeDef

StartingPosition = Literal["TRIM_HORIZON", "LATEST"]
READ_LIMIT = 5_000


@dataclass(slots=True)
class _Cursor:
    """Where reading goes on: the checkpoint is the last record that was read."""

    iterator: str
    last_read: str | None = None
    no_more_writes: bool = False


@dataclass(frozen=True, slots=True)
class ShardRead:
    """Records of one GetRecords; `caught_up`: nothing was behind them; `ended`: nothing will ever be."""

    records: tuple[Record, ...]
    caught_up: bool
    ended: bool


class StreamReader:
    """Knows the shards of a stream, and its place in each."""

    def __init__(self, kinesis: KinesisClient, stream_arn: str, starting_position: StartingPosition) -> None:
        self._kinesis = kinesis
        self._stream_arn = stream_arn
        self._starting_position: StartingPosition = starting_position
        self._cursors: dict[str, _Cursor] = {}

    def discover(self) -> dict[str, tuple[str, ...]]:
        """The parents of each shard; one that appears after the first call is read from its beginning."""
        shards = list(self._list_shards())
        for shard in shards:
            cursor = self._cursors.setdefault(shard["ShardId"], _Cursor(iterator=""))
            cursor.iterator = cursor.iterator or self._start(shard["ShardId"])
            cursor.no_more_writes = "EndingSequenceNumber" in shard["SequenceNumberRange"]
        self._starting_position = "TRIM_HORIZON"
        return {shard["ShardId"]: _parents(shard) for shard in shards}

    def read(self, shard_id: str) -> ShardRead:
        """The next records of a shard; an iterator that expired is replaced."""
        cursor = self._cursors[shard_id]
        answer = self._get_records(shard_id, cursor)
        records = tuple(_record(shard_id, each) for each in answer["Records"])
        if records:
            cursor.last_read = records[-1].sequence_number
        following = answer.get("NextShardIterator")
        cursor.iterator = following or cursor.iterator
        caught_up = not records and answer.get("MillisBehindLatest", 0) == 0
        return ShardRead(records, caught_up, ended=not following or (caught_up and cursor.no_more_writes))

    def _list_shards(self) -> Iterator[ShardTypeDef]:
        for page in self._kinesis.get_paginator("list_shards").paginate(StreamARN=self._stream_arn):
            yield from page["Shards"]

    def _get_records(self, shard_id: str, cursor: _Cursor) -> GetRecordsOutputTypeDef:
        try:
            return self._get(cursor.iterator)
        except self._kinesis.exceptions.ExpiredIteratorException:
            return self._get(self._resume(shard_id, cursor))

    def _get(self, iterator: str) -> GetRecordsOutputTypeDef:
        return self._kinesis.get_records(StreamARN=self._stream_arn, ShardIterator=iterator, Limit=READ_LIMIT)

    def _start(self, shard_id: str) -> str:
        return self._kinesis.get_shard_iterator(
            StreamARN=self._stream_arn, ShardId=shard_id, ShardIteratorType=self._starting_position
        )["ShardIterator"]

    def _resume(self, shard_id: str, cursor: _Cursor) -> str:
        if cursor.last_read is None:
            return self._start(shard_id)
        return self._kinesis.get_shard_iterator(
            StreamARN=self._stream_arn,
            ShardId=shard_id,
            ShardIteratorType="AFTER_SEQUENCE_NUMBER",
            StartingSequenceNumber=cursor.last_read,
        )["ShardIterator"]


def _parents(shard: ShardTypeDef) -> tuple[str, ...]:
    parents = shard.get("ParentShardId"), shard.get("AdjacentParentShardId")
    return tuple(parent for parent in parents if parent)


def _record(shard_id: str, given: RecordTypeDef) -> Record:
    arrived_at = given["ApproximateArrivalTimestamp"].timestamp()
    return Record(shard_id, given["SequenceNumber"], given["PartitionKey"], arrived_at, given["Data"])
