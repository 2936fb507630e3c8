"""The landing bucket: what was announced and not answered yet, and the answers."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.manifest import Announcement, FileVersion
from jobs.retail.landing.place import MANIFEST
from jobs.retail.landing.problems import refuse
from jobs.retail.landing.receipts import RECEIPTS, TAKEN, Receipt, decode, encode, receipt_key
from lambdas.core.error_codes import code_of, may_pass

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ListObjectVersionsOutputTypeDef, ObjectVersionTypeDef

LARGEST_MANIFEST = 64 * 1024


class Landing:
    """What senders put down, always read by version: what is uploaded meanwhile is another version."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def unanswered(self) -> list[Announcement]:
        """Return every newest manifest without a receipt, as they came; the bucket is listed once."""
        newest = list(self._newest(""))
        answered = {each["Key"] for each in newest if _is_ours(each)}
        return sorted(
            (each for each in _announcements(newest) if _receipt_key(each) not in answered),
            key=lambda each: (each.at, each.file),
        )

    def announced(self, file: str) -> list[Announcement]:
        """Return the newest manifest of a file, answered or not, if there is one."""
        return [each for each in _announcements(self._newest(file + MANIFEST)) if each.file == file]

    def manifest(self, announcement: Announcement) -> bytes:
        """Return the manifest, or the beginning of what is too long to be one; raise FileRefused."""
        return self._read(announcement.file + MANIFEST, announcement.manifest_version, LARGEST_MANIFEST)

    def versions(self, file: str) -> list[FileVersion]:
        """Return what was uploaded under the file's key, newest first; nothing if it was deleted.

        S3 lists the newest first: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
        """
        pages = list(self._pages(file))
        removed = [each for page in pages for each in page.get("DeleteMarkers", ())]
        if any(each["IsLatest"] for each in removed if each["Key"] == file):
            return []
        found = [each for page in pages for each in page.get("Versions", ())]
        return [FileVersion(each["VersionId"], each["Size"]) for each in found if each["Key"] == file]

    def body(self, file: str, version: FileVersion) -> bytes:
        """Return the bytes of exactly that version; raise FileRefused."""
        return self._read(file, version.id)

    def answers(self, file: str) -> list[Receipt]:
        """Return what was answered to all announcements of a file."""
        keys = [each["Key"] for each in self._newest(f"{RECEIPTS}{file}/")]
        return [receipt for receipt in map(self.kept, keys) if receipt]

    def kept(self, key: str) -> Receipt | None:
        """Return the receipt under a key, if there is one. It is ours: no sender causes S3's other errors."""
        try:
            return decode(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if code_of(error) == "NoSuchKey":
                return None
            raise

    def keep(self, key: str, receipt: Receipt) -> None:
        """Write a receipt under a key."""
        body = encode(receipt)
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType="application/json")

    def _read(self, key: str, version: str, most: int | None = None) -> bytes:
        """Return what a sender has put, and refuse what S3 doesn't hand out and isn't known to pass.

        A sender can encrypt a file under a key that isn't ours, or put it into a storage class that must be
        restored first: that file is refused, and the others are taken.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        """
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=key, VersionId=version)
        except ClientError as error:
            if may_pass(error):
                raise
            raise refuse(Fault.UNREADABLE, code=code_of(error)) from None
        return found["Body"].read(most)

    def _newest(self, prefix: str) -> Iterator["ObjectVersionTypeDef"]:
        for page in self._pages(prefix):
            yield from (each for each in page.get("Versions", ()) if each["IsLatest"])

    def _pages(self, prefix: str) -> Iterator["ListObjectVersionsOutputTypeDef"]:
        yield from self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)


def _announcements(newest: Iterable["ObjectVersionTypeDef"]) -> Iterator[Announcement]:
    for each in newest:
        if each["Key"].endswith(MANIFEST) and not _is_ours(each):
            yield Announcement(each["Key"].removesuffix(MANIFEST), each["VersionId"], each["LastModified"])


def _receipt_key(announcement: Announcement) -> str:
    return receipt_key(announcement.file, announcement.manifest_version)


def _is_ours(version: "ObjectVersionTypeDef") -> bool:
    return version["Key"].startswith((RECEIPTS, TAKEN))
