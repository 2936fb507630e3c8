"""Objects that keep what could not be applied, written anew in every version, or deleted."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeAlias

from lambdas.core.raw import Unreadable
from sluice.erasure.versions import Remaining, VersionedBucket, VersionedObject

BodyChange: TypeAlias = Callable[[bytes, str], bytes | None]
"""Returns the bytes that stand in the place of an object's, by its key; empty: it goes; None: it stays."""

NO_DOCUMENT = (ValueError, KeyError, TypeError, OSError, EOFError, zlib.error, Unreadable)


@dataclass(frozen=True, slots=True)
class AffectedObject:
    """An object that holds something in some of its versions, the oldest first."""

    key: str
    versions: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class KeptObjects:
    """The objects under a prefix, what people call the place, and how an object is changed.

    `wait` says of an object why it must stay for now.
    """

    name: str
    bucket: VersionedBucket
    prefix: str
    change: BodyChange
    wait: Callable[[AffectedObject], Remaining | None] = lambda _: None

    def find(self, since: datetime | None = None) -> Iterator[AffectedObject | Remaining]:
        """Yield what holds something, of what was written since then, and what can't be read."""
        for key, some in groupby(self.bucket.versions(self.prefix), key=lambda each: each.key):
            versions = [each for each in some if since is None or each.written_at >= since]
            try:
                wrong = [each for each in versions if self.change(each.body, key) is not None]
            except NO_DOCUMENT as error:
                yield Remaining(f"s3://{self.bucket.bucket}/{key}", f"is not what its place says: {error!r}")
                continue
            if wrong:
                size = sum(len(each.body) for each in wrong)
                affected = AffectedObject(key, tuple(each.version for each in wrong), size)
                yield self.wait(affected) or affected

    def rewrite(self, affected: AffectedObject) -> list[Remaining]:
        """Put what is left of the newest version on top, unless that is nothing, and delete all of them.

        Killed in between, the next try finds what is left: those that hold nothing any more stay.
        """
        [held] = [each for each in self.bucket.objects(affected.key) if each.key == affected.key]
        if held.current in affected.versions:
            newest = self.bucket.read(affected.key, affected.versions[-1])
            self._put(newest)
        return self.bucket.delete(affected.key, *affected.versions)

    def _put(self, newest: VersionedObject) -> None:
        if left := self.change(newest.body, newest.key):
            self.bucket.put(newest.key, left, newest.metadata)
