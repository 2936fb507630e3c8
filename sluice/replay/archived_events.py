"""The records of some raw objects, read as the contract reads them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from contracts.event_type import Key
from contracts.refusals import BrokenContract
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.contract import WholeEvent
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.rules import partition_of
from lambdas.core.raw import read_version
from lambdas.core.time_bounds import TimeBounds

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

T = TypeVar("T")


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
        return (payload for _, payload in self.read_as(_payload, entries))

    def read_as(
        self, form: Callable[[WholeEvent], T], entries: Iterable[ManifestEntry]
    ) -> Iterator[tuple[ManifestEntry, T]]:
        """Yield what `form` makes of each event, and which version holds it; it may raise BrokenContract."""
        claims = Claims(self.s3, self.bucket)
        for entry in entries:
            oldest = self.bounds.of_object(entry.key)
            for data in self._records(entry):
                try:
                    whole = contract.read_event(data, claims)
                    whole.refuse_times(entry.arrived_at, oldest)
                    yield entry, form(whole)
                except BrokenContract:
                    self.read.refused += 1

    def _records(self, entry: ManifestEntry) -> Iterator[bytes]:
        for data in read_version(self.s3, self.bucket, entry.key, entry.readable):
            if self.partition is None or partition_of(data) == self.partition:
                self.read.records += 1
                self.read.bytes += len(data)
                yield data


def _payload(whole: WholeEvent) -> Payload:
    return Payload(contract.key_of(whole.event), *contract.digests(whole.data))
