"""The shards of a Kinesis stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.streams import IteratorExpired, ListedShard, RecordPage
from twin.semantics.records import StreamRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_kinesis import KinesisClient
    from types_boto3_kinesis.type_defs import RecordTypeDef, ShardTypeDef

    from twin.plane.streams import StartingPosition

READ_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class KinesisShards:
    """Read by GetRecords, by a consumer with enhanced fan-out too: it only looks more often."""

    kinesis: KinesisClient
    stream_arn: str

    def listed(self) -> Iterator[ListedShard]:
        """Yield all shards that the stream still has."""
        for page in self.kinesis.get_paginator("list_shards").paginate(StreamARN=self.stream_arn):
            yield from map(_listed, page["Shards"])

    def start(self, shard_id: str, position: StartingPosition) -> str:
        """Return an iterator at the shard's beginning, or behind all that is in it."""
        return self.kinesis.get_shard_iterator(
            StreamARN=self.stream_arn, ShardId=shard_id, ShardIteratorType=position
        )["ShardIterator"]

    def after(self, shard_id: str, sequence_number: str) -> str:
        """Return an iterator behind a record."""
        return self.kinesis.get_shard_iterator(
            StreamARN=self.stream_arn,
            ShardId=shard_id,
            ShardIteratorType="AFTER_SEQUENCE_NUMBER",
            StartingSequenceNumber=sequence_number,
        )["ShardIterator"]

    def page(self, shard_id: str, iterator: str) -> RecordPage:
        """Return what comes next; raises IteratorExpired."""
        try:
            answer = self.kinesis.get_records(
                StreamARN=self.stream_arn, ShardIterator=iterator, Limit=READ_LIMIT
            )
        except self.kinesis.exceptions.ExpiredIteratorException as expired:
            raise IteratorExpired(shard_id) from expired
        records = tuple(_record(shard_id, each) for each in answer["Records"])
        behind = answer.get("MillisBehindLatest", 0) > 0
        return RecordPage(records, answer.get("NextShardIterator"), behind)


def _listed(shard: ShardTypeDef) -> ListedShard:
    parents = shard.get("ParentShardId"), shard.get("AdjacentParentShardId")
    closed = "EndingSequenceNumber" in shard["SequenceNumberRange"]
    return ListedShard(shard["ShardId"], tuple(parent for parent in parents if parent), closed)


def _record(shard_id: str, given: RecordTypeDef) -> StreamRecord:
    arrived_at = given["ApproximateArrivalTimestamp"].timestamp()
    return StreamRecord(shard_id, given["SequenceNumber"], given["PartitionKey"], arrived_at, given["Data"])
