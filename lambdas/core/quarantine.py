"""Keeps whole what can never succeed, with its reason."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from contracts.refusals import BrokenContract
from domain import EVENT
from lambdas.core.envelope import UNKNOWN
from lambdas.core.records import KinesisRecord

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A record and what is wrong with it."""

    record: KinesisRecord
    cause: BrokenContract


class Quarantine:
    """The bucket where a consumer lays refused records: one object a batch, as JSON lines."""

    def __init__(self, s3: "S3Client", bucket: str, consumer: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._consumer = consumer

    def keep(self, refusals: Sequence[RejectedRecord]) -> None:
        """Write the refusals of one batch; the same refusals always go under the same key."""
        lines = b"\n".join(msgspec.json.encode(self._line(refusal)) for refusal in refusals)
        self._s3.put_object(Bucket=self._bucket, Key=self._key(refusals), Body=lines + b"\n")

    def _key(self, refusals: Sequence[RejectedRecord]) -> str:
        # A batch that comes again may be cut elsewhere: its key must not replace a longer one.
        identities = [refusal.record.identity for refusal in refusals]
        contents = sha256(" ".join(identities).encode()).hexdigest()[:16]
        first = refusals[0].record
        where = f"{self._consumer}/{first.arrived_at:%Y-%m-%d}/{first.stream}/{first.shard}"
        return f"{where}/{first.identity}-{contents}.jsonl"

    def _line(self, refusal: RejectedRecord) -> dict[str, str]:
        record, cause = refusal.record, refusal.cause
        return {
            "reason": cause.reason,
            "field": cause.field,
            "why": cause.why,
            "consumer": self._consumer,
            "stream": record.stream,
            "shard": record.shard,
            "sequence_number": record.sequence_number,
            "partition_key": _shown(record.partition_key),
            "arrived_at": record.arrived_at.isoformat(),
            "data": b64encode(record.data).decode(),
        }


def _shown(partition_key: str) -> str:
    """Return a key, but if a foreign writer has put a card number there: it is shown where people look."""
    return UNKNOWN if EVENT.holds_card_number(partition_key.encode()) else partition_key
