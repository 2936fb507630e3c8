"""Raw's objects written anew: every record keeps its place, and the archive, its manifest and jobs agree."""

import gzip
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of
from lambdas.core.manifest.object_version import ObjectVersion, read_entry
from lambdas.core.manifest.table import list_versions, put_entry, write_off
from lambdas.core.raw import (
    ARRIVED_AT,
    REPLACES,
    RewriteMark,
    Unreadable,
    encode_line,
    hour_of,
    read_records,
)
from sluice.erasure.replacement import RecordChange, Replacement
from sluice.erasure.versions import Remaining, VersionedBucket, VersionedObject
from sluice.raw.bucket_object import BucketObject

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

THERE = "PreconditionFailed"


@dataclass(frozen=True, slots=True)
class AffectedVersion:
    """A version that holds records to replace: old and new by their places, from 1."""

    key: str
    version: str
    size: int
    replaced: Mapping[int, tuple[bytes, Replacement]]


@dataclass(frozen=True, slots=True)
class RewrittenObject:
    """An object that was written anew: how many versions are gone, and what remains."""

    key: str
    deleted: int
    remaining: Sequence[Remaining]


@dataclass(slots=True)
class Puts:
    """The versions of an object by the hash of their bytes, and the bytes that lie on top."""

    stored: dict[bytes, str]
    on_top: bytes


@dataclass(frozen=True)
class RawRewriter:
    """Writes raw's objects anew; `manifest` is the table that knows them, if there is one."""

    bucket: VersionedBucket
    change: RecordChange
    dynamodb: "DynamoDBClient" = field(repr=False)
    manifest: str | None = None

    def find(self, versions: Iterable[VersionedObject]) -> Iterator[AffectedVersion | Remaining]:
        """Yield those of these versions that hold something, and those that can't be read."""
        for version in versions:
            try:
                if replaced := self._replaced(version):
                    yield AffectedVersion(version.key, version.version, len(version.body), replaced)
            except Unreadable as error:
                yield Remaining(self._place(version), f"can't be read: {error}")

    def rewrite(self, key: str) -> RewrittenObject | None:
        """Write an object anew, and delete what it was; return None if there is nothing to replace.

        Killed anywhere it is done again to the same end: the new bytes are a function of the old ones.
        """
        [held] = [each for each in self.bucket.objects(key) if each.key == key]
        known = list(self.bucket.read_all([(key, each) for each in held.versions]))
        made = {each.version: self._make(each) for each in known}
        wrong = [each for each in known if made[each.version] is not None]
        if not wrong:
            return None
        self._enter_old(known)
        put = Puts({sha256(each.body).digest(): each.version for each in known}, known[-1].body)
        for each in wrong:
            self._replace(each, made[each.version] or b"", put)
        self._keep_current(held, made, find_current(known), put)
        self._write_off(key, [each.version for each in wrong])
        remaining = self.bucket.delete(key, *(each.version for each in wrong))
        return RewrittenObject(key, len(wrong) - len(remaining), remaining)

    def _replace(self, old: VersionedObject, body: bytes, put: Puts) -> None:
        """Put the new bytes in the place of a version, unless they lie there from an earlier try."""
        said = old.metadata.get(ARRIVED_AT)
        arrived_at = datetime.fromisoformat(said) if said else old.written_at
        self._mark(RewriteMark(old.key, old.version, arrived_at))
        if (digest := sha256(body).digest()) not in put.stored:
            metadata = {ARRIVED_AT: arrived_at.isoformat(), REPLACES: old.version}
            put.stored[digest] = self.bucket.put(old.key, body, metadata)
            put.on_top = body
        self._enter(old.key, put.stored[digest])

    def _mark(self, mark: RewriteMark) -> None:
        try:
            self.bucket.s3.put_object(Bucket=self.bucket.bucket, Key=mark.name, Body=b"", IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) != THERE:
                raise

    def _enter(self, key: str, version: str) -> None:
        """Enter the new version, as the manifest's function will: from now on the old one is replaced."""
        if self.manifest:
            entry = read_entry(self.bucket.s3, ObjectVersion(self.bucket.bucket, key, version))
            put_entry(self.dynamodb, self.manifest, entry)

    def _enter_old(self, known: Sequence[VersionedObject]) -> None:
        """Enter what the manifest's function may not have read yet: soon it isn't there any more."""
        for each in known:
            self._enter(each.key, each.version)

    def _write_off(self, key: str, versions: Collection[str]) -> None:
        """Note what is gone, whatever stands for it."""
        if self.manifest and (hour := hour_of(key)):
            for entry in list_versions(self.dynamodb, self.manifest, key, hour):
                if entry.version in versions:
                    write_off(self.dynamodb, self.manifest, entry)

    def _keep_current(
        self, held: BucketObject, made: Mapping[str, bytes | None], current: VersionedObject, put: Puts
    ) -> None:
        """Put that on top which stands for the version that was there."""
        body = made[current.version] or current.body
        if held.current is not None and body != put.on_top:
            metadata = self.bucket.read(held.key, put.stored[sha256(body).digest()]).metadata
            self._enter(held.key, self.bucket.put(held.key, body, metadata))

    def _replaced(self, version: VersionedObject) -> dict[int, tuple[bytes, Replacement]]:
        found = enumerate(read_records(BytesIO(version.body)), start=1)
        changed = ((place, record, self.change(record, version.key, place)) for place, record in found)
        return {place: (record, each) for place, record, each in changed if each is not None}

    def _make(self, version: VersionedObject) -> bytes | None:
        """Return the bytes that replace a version's, or None if it stays; one that can't be read stays."""
        try:
            replaced = self._replaced(version)
        except Unreadable:
            return None
        if not replaced:
            return None
        self._put_claimed(each for _, each in replaced.values())
        records = enumerate(read_records(BytesIO(version.body)), start=1)
        lines = (
            encode_line(replaced[place][1].data if place in replaced else each) for place, each in records
        )
        return gzip.compress(b"".join(lines), mtime=0)

    def _put_claimed(self, replacements: Iterable[Replacement]) -> None:
        """Put what new claim checks stand for, before any of them can be read."""
        for each in replacements:
            for key, body in each.claimed.items():
                self.bucket.put(key, body, {})

    def _place(self, version: VersionedObject) -> str:
        return f"s3://{self.bucket.bucket}/{version.key}#{version.version}"


def find_current(known: Sequence[VersionedObject]) -> VersionedObject:
    """Return the version that was current before any of them was written anew, by a try that died, too.

    While a version is there, those that stand for it count for nothing.
    """
    there = {each.version for each in known}
    return [each for each in known if each.metadata.get(REPLACES) not in there][-1]
