"""Records of a table's stream: what a write made of an item."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from twin.semantics.records import StreamRecord

SOURCE_BYTES = 400  # what an event adds to each record: the ARN of the stream, with the longest table name


@dataclass(frozen=True, slots=True)
class ItemChange(StreamRecord):
    """A change of an item; the partition key is the item's whole key, `data` the record as JSON."""

    @classmethod
    def of(cls, shard_id: str, given: Mapping[str, Any]) -> Self:
        """Take a record as DynamoDB's GetRecords returns it."""
        change = given["dynamodb"]
        return cls(
            shard_id=shard_id,
            sequence_number=change["SequenceNumber"],
            partition_key=json.dumps(change["Keys"], sort_keys=True, default=_plain),
            arrived_at=change["ApproximateCreationDateTime"].timestamp(),
            data=json.dumps(given, default=_plain).encode(),
        )

    @property
    def event_bytes(self) -> int:
        """Return what the record takes of the invocation's payload, at most."""
        return SOURCE_BYTES + len(self.data)

    def entry(self, source_arn: str, role_arn: str) -> dict[str, Any]:  # noqa: ARG002 - it isn't told whose
        """Return the record in an event: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html."""
        return {**json.loads(self.data), "eventSourceARN": source_arn}


def _plain(value: object) -> str | int:
    """JSON has no bytes and no times: Lambda sends Base64, and whole seconds since the epoch.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
    """
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return int(value.timestamp())
    raise TypeError(f"A stream record holds {value!r}, which isn't DynamoDB's.")
