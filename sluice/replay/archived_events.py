"""The records of some raw objects, read as the contract reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from contracts.event_type import Key
from contracts.refusals import BrokenContract
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.rules import partition_of
from lambdas.core.raw import read_version
from lambdas.core.time_bounds import TimeBounds

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Payload:
    """An event under its key in every ledger, and what tells its bytes from others: in old rows, `former`."""

    key: Key
    digest: bytes
    former: bytes


@dataclass(slots=True)
class ReadCounts:
    """The records that were read so far, their bytes, and how many of them broke the contract."""

    records: int = 0
    bytes: int = 0
    refused: int = 0

    @property
    def mean_bytes(self) -> float:
        """The bytes of a record, on average."""
        return self.bytes / max(1, self.records)


@dataclass(frozen=True)
class ArchivedEvents:
    """The raw bucket, whose records are counted in `read` while they are read."""

    s3: "S3Client" = field(repr=False)
    bucket: str
    bounds: TimeBounds
    partition: str | None = None
    read: ReadCounts = field(default_factory=ReadCounts)

    def events(self, entries: Iterable[ManifestEntry]) -> Iterator[Payload]:
        """Yield the events in exactly these versions; what the consumers refuse is only counted."""
        claims = Claims(self.s3, self.bucket)
        for entry in entries:
            oldest = self.bounds.of_object(entry.key)
            for data in self._records(entry):
                try:
                    yield _payload(data, entry.arrived_at, oldest, claims)
                except BrokenContract:
                    self.read.refused += 1

    def _records(self, entry: ManifestEntry) -> Iterator[bytes]:
        for data in read_version(self.s3, self.bucket, entry.key, entry.readable):
            if self.partition is None or partition_of(data) == self.partition:
                self.read.records += 1
                self.read.bytes += len(data)
                yield data


def _payload(data: bytes, arrived_at: datetime, oldest: date, claims: Claims) -> Payload:
    """Read a payload; raise BrokenContract where a consumer would."""
    whole = contract.read_event(data, claims)
    whole.refuse_times(arrived_at, oldest)
    return Payload(contract.key_of(whole.event), *contract.digests(whole.data))
