"""How far each consumer is in each shard, and how long what it has not settled yet has waited.

The lanes of a shard end in any order: behind a position others may still be under way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from sluice.tables import from_attributes

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kinesis import KinesisClient

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class ConsumerPosition:
    """The last record that a consumer settled of a shard; none yet, if it has no number.

    `waits` is how long the first record behind it has waited, nothing if there is none; None: not known.
    """

    consumer: str
    shard: str
    sequence_number: str | None = None
    arrived_at: datetime | None = None
    settled_at: datetime | None = None
    waits: timedelta | None = None


def noted(dynamodb: "DynamoDBClient", table: str) -> Iterator[ConsumerPosition]:
    """Read the positions of all consumers: an item a consumer and shard."""
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            yield _position(from_attributes(item))


@dataclass(slots=True)
class StreamBacklog:
    """The stream that is read: its shards, and what waits behind a position."""

    kinesis: "KinesisClient"
    name: str
    now: datetime
    _asked: dict[tuple[str, str | None], timedelta | None] = field(default_factory=dict)

    def shards(self) -> list[str]:
        """List the shards that hold records, also the ended ones."""
        pages = self.kinesis.get_paginator("list_shards").paginate(StreamName=self.name)
        return sorted(each["ShardId"] for page in pages for each in page["Shards"])

    def waits(self, shard: str, after: str | None) -> timedelta | None:
        """Return how long the first record behind a number has waited; None if it can't be said now.

        It takes two of the few calls that a shard answers in a second: who is at one place asks once.
        """
        if (shard, after) not in self._asked:
            try:
                self._asked[shard, after] = self._waits(shard, after)
            except ClientError:
                self._asked[shard, after] = None
        return self._asked[shard, after]

    def _waits(self, shard: str, after: str | None) -> timedelta:
        place: dict[str, Any] = {"ShardIteratorType": "TRIM_HORIZON"}
        if after:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": after}
        found = self.kinesis.get_shard_iterator(StreamName=self.name, ShardId=shard, **place)
        answer = self.kinesis.get_records(ShardIterator=found["ShardIterator"], Limit=1)
        for record in answer["Records"]:
            return max(NOTHING, self.now - record["ApproximateArrivalTimestamp"])
        return timedelta(milliseconds=answer.get("MillisBehindLatest", 0))


def positions(
    found: Iterable[ConsumerPosition], stream: StreamBacklog, consumers: Sequence[str]
) -> list[ConsumerPosition]:
    """Return each consumer's position in each shard, and what others have noted besides."""
    shards = stream.shards()
    known = {(each.consumer, each.shard): each for each in found}
    every = {
        (consumer, shard): ConsumerPosition(consumer, shard) for consumer in consumers for shard in shards
    }
    return [_waiting(each, stream, shards) for _, each in sorted((every | known).items())]


def _waiting(position: ConsumerPosition, stream: StreamBacklog, shards: Sequence[str]) -> ConsumerPosition:
    if position.shard not in shards:
        return position
    return replace(position, waits=stream.waits(position.shard, position.sequence_number))


def _position(item: Mapping[str, Any]) -> ConsumerPosition:
    return ConsumerPosition(
        consumer=item["consumer"],
        shard=item["shard"],
        sequence_number=item["sequence_number"],
        arrived_at=datetime.fromisoformat(item["arrived_at"]),
        settled_at=datetime.fromisoformat(item["settled_at"]),
    )
