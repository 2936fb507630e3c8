"""Records of a stream, and the event in which Lambda hands them to a function."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ENVELOPE_BYTES = 900  # what an event holds of a record beside its data and partition key, with long names


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """A record as Kinesis returns it; `arrived_at` in seconds since the epoch."""

    shard_id: str
    sequence_number: str
    partition_key: str
    arrived_at: float
    data: bytes
    part: int | None = None
    """Of what Firehose has taken out of an aggregate, its place there."""

    @property
    def event_bytes(self) -> int:
        """Return what the record takes of the invocation's payload, at most."""
        return ENVELOPE_BYTES + len(self.partition_key.encode()) + (len(self.data) + 2) // 3 * 4

    def entry(self, source_arn: str, role_arn: str) -> dict[str, Any]:
        """Return the record in an event: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html."""
        return {
            "kinesis": _payload(self),
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{self.shard_id}:{self.sequence_number}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": role_arn,
            "awsRegion": source_arn.split(":")[3],
            "eventSourceARN": source_arn,
        }


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard with all the records that it will ever hold; `parent_ids` as after a split or a merge."""

    shard_id: str
    records: tuple[StreamRecord, ...]
    parent_ids: tuple[str, ...] = ()


def event_of(records: Sequence[StreamRecord], source_arn: str, role_arn: str) -> dict[str, Any]:
    """Return what a function is invoked with; of enhanced fan-out the source is the consumer (modelled)."""
    return {"Records": [each.entry(source_arn, role_arn) for each in records]}


def _payload(record: StreamRecord) -> dict[str, Any]:
    return {
        "kinesisSchemaVersion": "1.0",
        "partitionKey": record.partition_key,
        "sequenceNumber": record.sequence_number,
        "data": b64encode(record.data).decode(),
        "approximateArrivalTimestamp": round(record.arrived_at, 3),
    }
