"""What lies in the raw archive, by its manifest, and by the bucket where the manifest is behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import list_hour
from lambdas.core.raw import count_backfilled, hour_prefix
from sluice.status.completeness import HOUR

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

CLOCKS = timedelta(seconds=5)
"""Modelled: by so much the stream's clock and the bucket's may differ."""


@dataclass(frozen=True, slots=True)
class DeliveredObject:
    """An object that was delivered, and when."""

    key: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ArchivedHour:
    """An arrival hour: each object once, in its first version."""

    hour: datetime
    entries: tuple[ManifestEntry, ...]

    @property
    def records(self) -> int:
        """The records that the stream brought: what a backfill put there has never been on it."""
        return sum(each.records for each in self._streamed)

    @property
    def across(self) -> int:
        """The records of objects that were written after its end, or just before."""
        end = self.hour + HOUR - CLOCKS
        return sum(each.records for each in self._streamed if each.arrived_at >= end)

    @property
    def _streamed(self) -> Iterator[ManifestEntry]:
        return (each for each in self.entries if count_backfilled(each.key) is None)


@dataclass(frozen=True, slots=True)
class ManifestHours:
    """The manifest's table, if there is one, and the bucket that it is of."""

    dynamodb: "DynamoDBClient"
    table: str | None
    s3: "S3Client"
    bucket: str

    def hour(self, hour: datetime) -> ArchivedHour:
        """Read what the manifest says of an hour."""
        entries = list_hour(self.dynamodb, self.table, hour) if self.table else ()
        return ArchivedHour(hour, tuple(_once(entries)))

    def lacking(self, hour: ArchivedHour) -> int:
        """Count the objects of an hour that the bucket has and the manifest doesn't."""
        known = {each.key for each in hour.entries}
        return sum(each.key not in known for each in self._listed(hour.hour))

    def newest(self, hours: Iterable[ArchivedHour], now: datetime) -> DeliveredObject | None:
        """Return what was delivered last by these hours of the manifest, or by the bucket's last two."""
        known = [DeliveredObject(each.key, each.arrived_at) for hour in hours for each in hour.entries]
        found = known or [each for hour in (now - HOUR, now) for each in self._listed(hour)]
        return max(found, key=lambda each: each.written_at, default=None)

    def _listed(self, hour: datetime) -> Iterator[DeliveredObject]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=hour_prefix(hour)
        )
        for page in pages:
            for each in page.get("Contents", ()):
                yield DeliveredObject(each["Key"], each["LastModified"])


def _once(entries: Iterable[ManifestEntry]) -> Iterator[ManifestEntry]:
    """Yield each object once: one that was written over or restored was delivered once."""
    first: dict[str, ManifestEntry] = {}
    for each in entries:
        first.setdefault(each.key, each)
    return iter(first.values())
