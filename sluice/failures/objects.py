"""Objects whose keys go by time under each prefix: of a window only those are read that can hold it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

A_DAY = timedelta(days=1)
HIGHEST = "\U0010ffff"


class Unreadable(NotNow):
    """An object that isn't what its place says."""


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` to before `until`; None is no bound."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether a time lies in it."""
        return not (self.since and at < self.since) and not (self.until and at >= self.until)

    def first(self, form: str) -> str:
        """The least that a key can go on with, written in this form.

        A day before: a batch lies under the day of its first record, and its others may have come later.
        """
        return f"{self.since - A_DAY:{form}}" if self.since else ""

    def last(self, form: str) -> str:
        """The greatest."""
        return (f"{self.until:{form}}" if self.until else "") + HIGHEST


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it was read."""

    key: str
    version: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Objects:
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

    def within(self, prefix: str, window: Window, form: str) -> Iterator[Stored]:
        """Yield what lies under a prefix after which keys go on with a time of this form."""
        last = prefix + window.last(form)
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix, StartAfter=prefix + window.first(form)
        )
        for page in pages:
            for each in page.get("Contents", ()):
                if each["Key"] > last:
                    return
                yield self._read(each["Key"])

    def _read(self, key: str) -> Stored:
        found = self.s3.get_object(Bucket=self.bucket, Key=key)
        return Stored(key, found.get("VersionId", "null"), found["Body"].read())
