"""What came to the raw archive after a fold's end."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.event_type import Key
from contracts.refusals import BrokenContract
from jobs.raw import UnreadableRest, list_versions, read, records
from lambdas.core import contract
from lambdas.core.raw import LONGEST_DELIVERY

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(slots=True)
class LaterArrivals:
    """The events that arrived in a bucket since a fold's end, as far as they were asked for."""

    s3: "S3Client" = field(repr=False)
    bucket: str
    since: datetime
    complete_to: datetime | None = None
    keys: set[Key] = field(default_factory=set)
    _read: set[tuple[str, str]] = field(default_factory=set)

    def look(self, wanted: AbstractSet[Key]) -> None:
        """Read what has arrived since the last look; a late delivery lies under an earlier hour."""
        for each in list_versions(self.s3, self.bucket, self.since - LONGEST_DELIVERY):
            self.complete_to = max(self.complete_to or each.arrived_at, each.arrived_at)
            version = each.key, each.version
            if each.arrived_at >= self.since and version not in self._read:
                self.keys |= wanted & set(_keys(records(read(self.s3, each))))
                self._read.add(version)


def _keys(found: Iterable[bytes | UnreadableRest]) -> Iterator[Key]:
    """Yield the keys of the rows that these records make; a claim check names its event, too."""
    for record in found:
        if isinstance(record, bytes):
            with suppress(BrokenContract):
                yield contract.key_of(contract.parse(record))
