"""Rows that one ledger loses, and what else than its consumer is reached while they are brought back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from demo import observed_state
from demo.message import name_of
from lambdas.core.ledger_row import key_item
from lambdas.core.raw import EVENTS, read_records

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

ROWS, OBJECTS = 25, 3


@dataclass(frozen=True)
class Loss:
    """Events of which a ledger loses its rows; what arrived before `until` holds all of them."""

    event_ids: Sequence[str]
    until: datetime


def choose_loss(s3: "S3Client", bucket: str, applied: Collection[str]) -> Loss:
    """Choose applied events of the first objects in raw, so that no more than these must be replayed."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=EVENTS)
    found = (each for page in pages for each in page.get("Contents", ()))
    first = sorted(found, key=lambda each: each["LastModified"])[:OBJECTS]
    bodies = (s3.get_object(Bucket=bucket, Key=each["Key"])["Body"] for each in first)
    records = [data for body in bodies for data in read_records(body)]
    until = first[-1]["LastModified"] + timedelta(seconds=1)
    return Loss(choose_events(records, observed_state.raw(s3, bucket), applied), until)


def choose_events(first: Iterable[bytes], every: Iterable[bytes], applied: Collection[str]) -> list[str]:
    """Return the ids of events among the first records that are applied, and have one payload in all of raw.

    Of two payloads a replay may bring the other one first.
    """
    payloads: dict[str, set[bytes]] = {}
    for data in every:
        payloads.setdefault(name_of(data), set()).add(data)
    names = dict.fromkeys(map(name_of, first))
    return [name for name in names if name in applied and len(payloads[name]) == 1][:ROWS]


def delete_rows(dynamodb: "DynamoDBClient", table: str, event_ids: Iterable[str]) -> None:
    """Delete the rows of events from a ledger, as no part of the deployment may."""
    for event_id in event_ids:
        partition, _, entry = event_id.partition("/")
        dynamodb.delete_item(TableName=table, Key=key_item((partition, entry)))


@dataclass(frozen=True)
class Traces:
    """What any reader of the stream leaves: positions by consumer and shard, versions of raw objects."""

    positions: Mapping[str, str]
    versions: frozenset[str]

    def __len__(self) -> int:
        """Return how much there is to be compared."""
        return len(self.positions) + len(self.versions)

    def changes(self, after: "Traces") -> Iterator[str]:
        """Name the readers that have moved, and what raw has got."""
        for reader, position in sorted(after.positions.items()):
            if self.positions.get(reader) != position:
                yield f"{reader} has read on"
        yield from (f"raw got {each}" for each in sorted(after.versions - self.versions))


def traces(dynamodb: "DynamoDBClient", s3: "S3Client", positions: str, raw: str) -> Traces:
    """Read them: `positions` is a table, `raw` a bucket."""
    rows = observed_state.ledger(dynamodb, positions)
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=raw, Prefix=EVENTS)
    found = (version for page in pages for version in page.get("Versions", ()))
    return Traces(
        {f"{row['consumer']} of {row['shard']}": str(row["sequence_number"]) for row in rows},
        frozenset(f"{each['Key']}#{each['VersionId']}" for each in found),
    )
