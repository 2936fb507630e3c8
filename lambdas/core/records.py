"""Kinesis records as Lambda hands them over."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lambdas.core.report import Position


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a shard: where it came from, when it arrived, and its bytes as received."""

    stream: str
    shard: str
    sequence_number: str
    partition_key: str
    arrived_at: datetime
    data: bytes

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Record":
        """Read one entry of an event's `Records` (Lambda developer guide, with-kinesis-example).

        Its source is arn:…:stream/NAME, or with enhanced fan-out arn:…:stream/NAME/consumer/CONSUMER:TIME.
        """
        kinesis = raw["kinesis"]
        return cls(
            stream=raw["eventSourceARN"].split("/")[1],
            shard=raw["eventID"].partition(":")[0],
            sequence_number=kinesis["sequenceNumber"],
            partition_key=kinesis["partitionKey"],
            arrived_at=datetime.fromtimestamp(kinesis["approximateArrivalTimestamp"], UTC),
            data=b64decode(kinesis["data"]),
        )

    @property
    def position(self) -> Position:
        """Its place among the records of its shard."""
        # A number of any length, https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html:
        # with its length in front it compares as a text.
        order = f"{len(self.sequence_number):03}/{self.sequence_number}"
        return Position(self.shard, self.sequence_number, self.arrived_at, order)
