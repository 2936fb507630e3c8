"""A delivery stream's buffer: which records become one S3 object, when, and under which name."""

import gzip
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from twin.semantics import prefixes
from twin.semantics.delivery_settings import MIB, DeliverySettings, S3Destination
from twin.semantics.records import StreamRecord
from twin.semantics.transformation import FAILED, UntransformedRecord

STREAM_VERSION = 1  # "begins with 1 and increases by 1 for every configuration change"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The records of one object."""

    records: tuple[StreamRecord, ...]
    destination: S3Destination

    def body(self) -> bytes:
        """Return the records' bytes, each with the delimiter behind it.

        https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
        """
        delimiter = self.destination.delimiter
        joined = b"".join(record.data + delimiter for record in self.records)
        return gzip.compress(joined, mtime=0) if self.destination.compression_format == "GZIP" else joined

    def key(self, stream_name: str, random_uuid: str) -> str:
        """Return the object's key, with the extension."""
        name = _object_name(self.destination.prefix, _oldest(self.records), stream_name, random_uuid)
        return name + self.destination.extension


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """The records of one object that could not be transformed."""

    failed: tuple[UntransformedRecord, ...]
    prefix: str

    def body(self, function_arn: str, now: float) -> bytes:
        """Return a document for each record."""
        return b"\n".join(each.to_document(function_arn, now) for each in self.failed)

    def key(self, stream_name: str, random_uuid: str) -> str:
        """Return the object's key."""
        prefix = self.prefix.replace(prefixes.ERROR_TYPE, FAILED)
        return _object_name(prefix, _oldest([each.record for each in self.failed]), stream_name, random_uuid)


def _oldest(records: Sequence[StreamRecord]) -> datetime:
    return datetime.fromtimestamp(min(record.arrived_at for record in records), UTC)


def _object_name(prefix: str, oldest: datetime, stream_name: str, random_uuid: str) -> str:
    """<evaluated prefix><name>-<version>-<year>-<month>-<day>-<hour>-<minute>-<second>-<uuid>.

    https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html; that the suffix, too, takes the
    oldest record's arrival is modelled.
    """
    suffix = f"{stream_name}-{STREAM_VERSION}-{oldest:%Y-%m-%d-%H-%M-%S}-{random_uuid}"
    return f"{prefixes.evaluate(prefix, oldest)}{suffix}"


class Buffer:
    """Holds records until the buffer's size or its interval is reached: "the condition satisfied first".

    https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
    """

    def __init__(self, settings: DeliverySettings) -> None:
        self._destination = settings.destination
        self._limit = settings.destination.buffering_hints.size_in_mib * MIB
        self._interval = settings.destination.buffering_hints.interval_in_seconds
        self._records: deque[StreamRecord] = deque()
        self._bytes = 0
        self._opened_at = 0.0

    def __len__(self) -> int:
        return len(self._records)

    def add(self, records: Sequence[StreamRecord], now: float) -> None:
        if not self._records:
            self._opened_at = now
        self._records.extend(records)
        self._bytes += sum(len(record.data) for record in records)

    def due_at(self) -> float | None:
        """Return when the next object is due, or None while the buffer is empty."""
        if not self._records:
            return None
        return self._opened_at if self._bytes >= self._limit else self._opened_at + self._interval

    def take(self, now: float, *, closing: bool = False) -> Delivery | None:
        """Return the next object, if one is due; `closing` takes the interval for passed."""
        due = self.due_at()
        if due is None or (now < due and not closing):
            return None
        taken: list[StreamRecord] = []
        size = 0
        while self._records and size < self._limit:
            taken.append(self._records.popleft())
            size += len(taken[-1].data)
        self._bytes -= size
        self._opened_at = now
        return Delivery(tuple(taken), self._destination)
