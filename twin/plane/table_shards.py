"""The shards of a table's stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.plane.streams import IteratorExpired, ListedShard, RecordPage
from twin.semantics.item_changes import ItemChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from twin.plane.streams import StartingPosition

READ_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class TableShards:
    """Read by DynamoDB's own calls, which are Kinesis's under other names.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
    """

    streams: Any
    """A client of dynamodbstreams, for which no types are installed."""
    stream_arn: str

    def listed(self) -> Iterator[ListedShard]:
        """Yield all shards that the stream still has."""
        asked = {"StreamArn": self.stream_arn}
        while True:
            stream = self.streams.describe_stream(**asked)["StreamDescription"]
            yield from map(_listed, stream["Shards"])
            if "LastEvaluatedShardId" not in stream:
                return
            asked["ExclusiveStartShardId"] = stream["LastEvaluatedShardId"]

    def start(self, shard_id: str, position: StartingPosition) -> str:
        """Return an iterator at the shard's beginning, or behind all that is in it."""
        return self._iterator(shard_id, ShardIteratorType=position)

    def after(self, shard_id: str, sequence_number: str) -> str:
        """Return an iterator behind a record."""
        return self._iterator(
            shard_id, ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=sequence_number
        )

    def page(self, shard_id: str, iterator: str) -> RecordPage:
        """Return what comes next; raises IteratorExpired."""
        try:
            answer = self.streams.get_records(ShardIterator=iterator, Limit=READ_LIMIT)
        except self.streams.exceptions.ExpiredIteratorException as expired:
            raise IteratorExpired(shard_id) from expired
        records = tuple(ItemChange.of(shard_id, each) for each in answer["Records"])
        # DynamoDB doesn't say how far behind a page is; the emulator's empty page is the end.
        return RecordPage(records, answer.get("NextShardIterator"), behind=False)

    def _iterator(self, shard_id: str, **place: str) -> str:
        answer = self.streams.get_shard_iterator(StreamArn=self.stream_arn, ShardId=shard_id, **place)
        return str(answer["ShardIterator"])


def _listed(shard: Mapping[str, Any]) -> ListedShard:
    parent, closed = shard.get("ParentShardId"), "EndingSequenceNumber" in shard["SequenceNumberRange"]
    return ListedShard(shard["ShardId"], (parent,) if parent else (), closed)
