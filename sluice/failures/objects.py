"""TimedObjects whose keys go by time under each prefix: of a window only those are read that can hold it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sluice.cloud import NotNow
from sluice.time_options import TIME, read_if_given

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

A_DAY = timedelta(days=1)
READERS = 8
HIGHEST = "\U0010ffff"


class UnreadableObject(NotNow):
    """An object that isn't what its place says."""


@dataclass(frozen=True, slots=True)
class FailureWindow:
    """The time from `since` to before `until`; None is no bound."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether a time lies in it."""
        return not (self.since and at < self.since) and not (self.until and at >= self.until)

    def first(self, form: str) -> str:
        """Return the least that a key can go on with, written in this form.

        A day before: a batch lies under the day of its first record, and its others may have come later.
        """
        return f"{self.since - A_DAY:{form}}" if self.since else ""

    def last(self, form: str) -> str:
        """Return the greatest that a key can go on with."""
        return (f"{self.until:{form}}" if self.until else "") + HIGHEST


def read_window(since: str | None, until: str | None, now: datetime | None = None) -> FailureWindow:
    """Read a window from options; raises InvalidOption, InvertedWindow or FutureTime."""
    first, last = read_if_given("--since", since, TIME), read_if_given("--until", until, TIME)
    if first:
        first.require_past(now or datetime.now(UTC))
    if first and last:
        last.require_after(first)
    return FailureWindow(first.at if first else None, last.at if last else None)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as it was read."""

    key: str
    version: str
    body: bytes


@dataclass(frozen=True, slots=True)
class TimedObjects:
    """A bucket, read in the order of its keys."""

    s3: "S3Client"
    bucket: str

    def folders(self, prefix: str) -> Iterator[str]:
        """Yield the prefixes one level below."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix, Delimiter="/"
        )
        for page in pages:
            for each in page.get("CommonPrefixes", ()):
                yield each["Prefix"]

    def within(self, prefix: str, window: FailureWindow, form: str) -> Iterator[StoredObject]:
        """Yield what lies under a prefix after which keys go on with a time of this form."""
        last = prefix + window.last(form)
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix, StartAfter=prefix + window.first(form)
        )
        with ThreadPoolExecutor(READERS) as readers:
            for page in pages:
                keys = [each["Key"] for each in page.get("Contents", ())]
                yield from readers.map(self._read, [key for key in keys if key <= last])
                if keys and keys[-1] > last:
                    return

    def _read(self, key: str) -> StoredObject:
        found = self.s3.get_object(Bucket=self.bucket, Key=key)
        return StoredObject(key, found.get("VersionId", "null"), found["Body"].read())
