"""The raw archive beside a fold: whether its manifest has all of it, and what arrived after the end."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from jobs.raw import RawObject, listed, read, records
from lambdas import contracts
from lambdas.manifest.table import in_hour
from lambdas.once import Key
from lambdas.raw import LONGEST_DELIVERY, SALES, hour_of
from lambdas.refusals import BrokenContract
from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


class NothingArchived(NotNow):
    """Nothing can be rebuilt from an empty archive."""


class NotInManifest(NotNow):
    """A fold takes what the manifest names: of what it doesn't name, rows would seem to have no sale."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The raw bucket and its manifest."""

    s3: "S3Client" = field(repr=False)
    bucket: str
    dynamodb: "DynamoDBClient" = field(repr=False)
    manifest: str

    def begins(self) -> datetime:
        """The first arrival hour of all; raises NothingArchived."""
        page = self.s3.list_object_versions(Bucket=self.bucket, Prefix=SALES, MaxKeys=1)
        for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            return hour_of(each["Key"]) or each["LastModified"]
        raise NothingArchived(f"{self.bucket} has no sales yet: there is nothing to rebuild from")

    def versions(self, since: datetime) -> list[RawObject]:
        """Every version that may have arrived since then: a late delivery lies under an earlier hour."""
        return listed(self.s3, self.bucket, since - LONGEST_DELIVERY)

    def check_manifest(self, begin: datetime, end: datetime) -> None:
        """Raise NotInManifest unless it names every version that arrived before `end`."""
        found = [each for each in self.versions(begin) if begin <= each.arrived_at < end]
        hours = {hour_of(each.key) or each.arrived_at for each in found}
        known = (each for hour in hours for each in in_hour(self.dynamodb, self.manifest, hour))
        entered = {f"{each.key}#{each.version}" for each in known}
        if left := [each.key for each in found if name(each) not in entered]:
            raise NotInManifest(
                f"{len(left):,} objects of {self.bucket} are not in {self.manifest}, the first is {left[0]}:"
                " mend the manifest first"
            )


@dataclass(slots=True)
class Newer:
    """The sales that arrived since a fold's end, as far as somebody wants to know of them."""

    archive: Archive
    since: datetime
    complete_to: datetime | None = None
    keys: set[Key] = field(default_factory=set)
    _read: set[str] = field(default_factory=set)

    def look(self, wanted: AbstractSet[Key]) -> None:
        """Read what has arrived since the last look."""
        for each in self.archive.versions(self.since):
            self.complete_to = max(self.complete_to or each.arrived_at, each.arrived_at)
            if each.arrived_at >= self.since and name(each) not in self._read:
                self.keys |= wanted & set(_keys(records(read(self.archive.s3, each))))
                self._read.add(name(each))


def name(version: RawObject) -> str:
    """What the manifest and the checkpoints call a version of an object."""
    return f"{version.key}#{version.version}"


def _keys(lines: Iterable[bytes]) -> Iterator[Key]:
    """The keys of the rows that these records make; a claim check names its sale, too."""
    for line in lines:
        try:
            sale = contracts.parse(line)
        except BrokenContract:
            continue
        yield sale.store_id, sale.sale_id.removeprefix(f"{sale.store_id}/")
