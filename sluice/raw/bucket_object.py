"""What the raw bucket holds: every version of every object, and what lies on top."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True)
class BucketObject:
    """An object: its versions in the order in which they were written, and whether a marker deletes it.

    `size` is that of all versions, in bytes.
    """

    key: str
    versions: Sequence[str]
    deleted: bool
    size: int = 0

    @property
    def current(self) -> str | None:
        """The version that whoever names none gets, if there is one."""
        return None if self.deleted or not self.versions else self.versions[-1]


def list_objects(s3: "S3Client", bucket: str, prefix: str) -> Iterator[BucketObject]:
    """Yield every object whose key begins so, in the order of their keys.

    S3 lists an object's versions from the newest on, and its delete markers beside them:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
    """
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for key, some in groupby(_listed(pages), key=lambda each: str(each["Key"])):
        listed = list(some)
        versions = [each["VersionId"] for each in listed if "Size" in each]
        deleted = any(each["IsLatest"] and "Size" not in each for each in listed)
        size = sum(each.get("Size", 0) for each in listed)
        yield BucketObject(key, versions[::-1], deleted, size)


def _listed(pages: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 (a paginator's pages)
    """Yield versions and markers of a key beside each other; a page may end within a key's versions."""
    for page in pages:
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        yield from sorted(found, key=lambda each: each["Key"])
