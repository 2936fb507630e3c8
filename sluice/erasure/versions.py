"""Versions of objects that are written anew and deleted for good; what stays, says until when."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of
from sluice.raw.bucket_object import BucketObject, list_objects
from sluice.version_locks import VersionLocks

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

READERS = 8
DENIED = "AccessDenied"


@dataclass(frozen=True, slots=True)
class Remaining:
    """What could not be taken out yet: where, why, and until when if that is known."""

    where: str
    why: str
    until: datetime | None = None

    def __str__(self) -> str:
        until = f", until {self.until.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if self.until else ""
        return f"{self.where}: {self.why}{until}"


@dataclass(frozen=True, slots=True)
class VersionedObject:
    """A version of an object as it was read."""

    key: str
    version: str
    body: bytes
    metadata: dict[str, str]
    written_at: datetime


@dataclass(frozen=True)
class VersionedBucket:
    """A bucket whose every version can be read, written anew and deleted."""

    s3: "S3Client" = field(repr=False)
    bucket: str

    def objects(self, prefix: str) -> Iterator[BucketObject]:
        """Yield every object whose key begins so, with its versions."""
        return list_objects(self.s3, self.bucket, prefix)

    def versions(self, prefix: str) -> Iterator[VersionedObject]:
        """Yield every version of every object whose key begins so, the oldest of a key first."""
        wanted = ((each.key, version) for each in self.objects(prefix) for version in each.versions)
        yield from self.read_all(list(wanted))

    def read_all(self, wanted: Sequence[tuple[str, str]]) -> Iterator[VersionedObject]:
        """Yield versions in their order, some read ahead."""
        with ThreadPoolExecutor(READERS) as readers:
            for start in range(0, len(wanted), READERS):
                yield from readers.map(lambda one: self.read(*one), wanted[start : start + READERS])

    def read(self, key: str, version: str) -> VersionedObject:
        """Read a version."""
        found = self.s3.get_object(Bucket=self.bucket, Key=key, VersionId=version)
        return VersionedObject(key, version, found["Body"].read(), found["Metadata"], found["LastModified"])

    def put(self, key: str, body: bytes, metadata: Mapping[str, str]) -> str:
        """Put an object on top, and return its version."""
        put = self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, Metadata=metadata)
        return put["VersionId"]

    def delete(self, key: str, *versions: str) -> list[Remaining]:
        """Delete versions for good; return what remains: a version that is kept, or its replica."""
        return [found for each in versions if (found := self._delete(key, each))]

    def _delete(self, key: str, version: str) -> Remaining | None:
        where, now = f"s3://{self.bucket}/{key}#{version}", datetime.now(UTC)
        kept = self._locks.find_remains(key, version, now=now)
        if kept.deletable:
            try:
                self.s3.delete_object(Bucket=self.bucket, Key=key, VersionId=version)
            except ClientError as error:
                if code_of(error) != DENIED:
                    raise
                return Remaining(where, str(error))
        return Remaining(where, "; ".join(kept.lines), kept.until) if kept.lines else None

    @cached_property
    def _locks(self) -> VersionLocks:
        return VersionLocks(self.s3, self.bucket)
