"""Kinesis records, and the event in which Lambda hands them to a function."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ENVELOPE_BYTES = 640  # what an event holds of a record beside its data and partition key, rounded up


@dataclass(frozen=True, slots=True)
class Record:
    """A record as GetRecords returns it; `arrived_at` in seconds since the epoch."""

    shard_id: str
    sequence_number: str
    partition_key: str
    arrived_at: float
    data: bytes

    @property
    def event_bytes(self) -> int:
        """What the record takes of the invocation's payload, at most."""
        return ENVELOPE_BYTES + len(self.partition_key.encode()) + (len(self.data) + 2) // 3 * 4


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard with all the records that it will ever hold; `parent_ids` as after a split or a merge."""

    shard_id: str
    records: tuple[Record, ...]
    parent_ids: tuple[str, ...] = ()


def kinesis_event(records: Sequence[Record], stream_arn: str, role_arn: str) -> dict[str, Any]:
    """The event's shape: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html."""
    source = {
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": role_arn,
        "awsRegion": stream_arn.split(":")[3],
        "eventSourceARN": stream_arn,
    }
    return {"Records": [{"kinesis": _payload(each), "eventID": _id(each), **source} for each in records]}


def _id(record: Record) -> str:
    return f"{record.shard_id}:{record.sequence_number}"


def _payload(record: Record) -> dict[str, Any]:
    return {
        "kinesisSchemaVersion": "1.0",
        "partitionKey": record.partition_key,
        "sequenceNumber": record.sequence_number,
        "data": b64encode(record.data).decode(),
        "approximateArrivalTimestamp": round(record.arrived_at, 3),
    }
