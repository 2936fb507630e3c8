"""The files of tables in S3, in all their versions: those that nothing needs any more go for good."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jobs.lake import Lake
from lake.schema import Table

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ObjectIdentifierTypeDef

LONGEST_WRITE = timedelta(hours=3)
"""So long a file may belong to no state yet: a job writes it first and commits then, an hour later at most,
and Glue's compaction takes less."""
AT_ONCE = 1_000
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""


class FileNotRemoved(RuntimeError):
    """A version that S3 didn't delete."""


@dataclass(frozen=True)
class RemovedFiles:
    """How many files went, in how many versions; how many may be somebody's who is about to commit them.

    `elsewhere` are files of tables that bore the name in an earlier deployment.
    """

    files: int = 0
    versions: int = 0
    young: int = 0
    elsewhere: int = 0

    def __add__(self, other: "RemovedFiles") -> "RemovedFiles":
        """Add up what went of two tables."""
        return RemovedFiles(
            self.files + other.files,
            self.versions + other.versions,
            self.young + other.young,
            self.elsewhere + other.elsewhere,
        )


@dataclass
class StoredVersions:
    """A key's versions and delete markers, and when the newest was written."""

    newest: datetime
    versions: list["ObjectIdentifierTypeDef"] = field(default_factory=list)


class TableFiles:
    """The files of tables in a bucket; `journal` is a key for the names of those that are to go.

    Once their states are gone nothing names them: without the journal, a run that dies then leaves them.
    """

    def __init__(self, s3: "S3Client", bucket: str, journal: str) -> None:
        self._s3, self._bucket, self._journal = s3, bucket, journal

    def note(self, lake: Lake, tables: Sequence[Table]) -> None:
        """Write down all files that the tables have, beside those that were written down before."""
        named = set(self._noted())
        for table in tables:
            files = lake.files(table)
            named |= files.needed | files.replaced
        body = json.dumps(sorted(named)).encode()
        self._s3.put_object(Bucket=self._bucket, Key=self._journal, Body=body)

    def remove(self, lake: Lake, tables: Iterable[Table], now: datetime) -> RemovedFiles:
        """Delete every version of what was noted, or is old, and what no state of the tables needs.

        The journal goes last. Raises FileNotRemoved.
        """
        noted, removed = set(self._noted()), RemovedFiles()
        for table in tables:
            removed += self._remove(lake, table, noted, now - LONGEST_WRITE)
        for key, stored in self._stored(self._journal):
            if key == self._journal:
                self._delete(stored.versions)
        return removed

    def _remove(self, lake: Lake, table: Table, noted: set[str], before: datetime) -> RemovedFiles:
        files, root = lake.files(table), f"s3://{self._bucket}/"
        gone: list[StoredVersions] = []
        young, elsewhere = 0, 0
        for key, stored in self._stored(f"{table.name}/"):
            address = f"{root}{key}"
            if not address.startswith(f"{files.location}/"):
                elsewhere += 1
            elif address in files.needed:
                continue
            elif address in noted or address in files.replaced or stored.newest < before:
                gone.append(stored)
            else:
                young += 1
        versions = [version for each in gone for version in each.versions]
        self._delete(versions)
        return RemovedFiles(len(gone), len(versions), young, elsewhere)

    def _noted(self) -> list[str]:
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=self._journal)
        except self._s3.exceptions.NoSuchKey:
            return []
        names: list[str] = json.load(found["Body"])
        return names

    def _stored(self, prefix: str) -> Iterator[tuple[str, StoredVersions]]:
        """Yield keys with all their versions; pages are read whole before anything of them is deleted."""
        keys: dict[str, StoredVersions] = {}
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
        for page in pages:
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                stored = keys.setdefault(each["Key"], StoredVersions(each["LastModified"]))
                stored.versions.append({"Key": each["Key"], "VersionId": each["VersionId"]})
                stored.newest = max(stored.newest, each["LastModified"])
        yield from keys.items()

    def _delete(self, versions: Sequence["ObjectIdentifierTypeDef"]) -> None:
        for start in range(0, len(versions), AT_ONCE):
            some = list(versions[start : start + AT_ONCE])
            answer = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": some, "Quiet": True})
            for error in answer.get("Errors", ()):
                raise FileNotRemoved(f"{error.get('Key')}: {error.get('Code')}: {error.get('Message')}")
