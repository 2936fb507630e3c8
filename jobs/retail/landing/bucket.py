"""The landing bucket: what was announced and not answered yet, and the answers."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import BLOCK_BYTES, LARGEST_MANIFEST
from jobs.retail.landing.manifest import Announcement, FileVersion
from jobs.retail.landing.place import MANIFEST
from jobs.retail.landing.problems import refuse
from jobs.retail.landing.receipts import RECEIPTS, TAKEN, Receipt, announcement_key, decode, encode
from lambdas.core.error_codes import code_of, may_pass

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ListObjectVersionsOutputTypeDef, ObjectVersionTypeDef

ATTEMPTS = "attempts/"


class Landing:
    """What senders put down, always read by version: what is uploaded meanwhile is another version."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def unanswered(self) -> list[Announcement]:
        """Return every newest manifest without a receipt, as they came; the bucket is listed once."""
        ours: set[str] = set()
        announced = list(_announcements(self._newest(""), ours.add))
        waiting = (each for each in announced if _key(RECEIPTS, each) not in ours)
        return sorted(
            (self._with_deaths(each) if _key(ATTEMPTS, each) in ours else each for each in waiting),
            key=lambda each: (each.at, each.file),
        )

    def announced(self, file: str) -> list[Announcement]:
        """Return the newest manifest of a file, answered or not, if there is one."""
        found = _announcements(self._newest(file + MANIFEST), lambda _: None)
        return [each for each in found if each.file == file]

    def manifest(self, announcement: Announcement) -> bytes:
        """Return the manifest, or the beginning of what is too long to be one; raise FileRefused."""
        with closing(self._open(announcement.file + MANIFEST, announcement.manifest_version)) as body:
            return body.read(LARGEST_MANIFEST)

    def versions(self, file: str) -> list[FileVersion]:
        """Return what was uploaded under the file's key, newest first; nothing if it was deleted.

        S3 lists keys in their order, and of one the newest first, 1,000 a page: the first is enough.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
        """
        page = self._s3.list_object_versions(Bucket=self._bucket, Prefix=file)
        if any(each["IsLatest"] for each in page.get("DeleteMarkers", ()) if each["Key"] == file):
            return []
        found = page.get("Versions", ())
        return [FileVersion(each["VersionId"], each["Size"]) for each in found if each["Key"] == file]

    def fetch(self, file: str, version: FileVersion, *, into: Path) -> str:
        """Write the bytes of exactly that version to the disk, return their SHA-256; raise FileRefused."""
        digest = sha256()
        with into.open("wb") as opened, closing(self._open(file, version.id)) as body:
            for block in body.iter_chunks(BLOCK_BYTES):
                opened.write(block)
                digest.update(block)
        return digest.hexdigest()

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

    def mark(self, announcement: Announcement, deaths: int) -> None:
        """Note how many runs will have ended at a file, if this one does."""
        body = json.dumps({"file": announcement.file, "deaths": deaths}).encode()
        key = _key(ATTEMPTS, announcement)
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType="application/json")

    def _with_deaths(self, announcement: Announcement) -> Announcement:
        found = self._s3.get_object(Bucket=self._bucket, Key=_key(ATTEMPTS, announcement))
        return replace(announcement, deaths=json.loads(found["Body"].read())["deaths"])

    def _open(self, key: str, version: str) -> StreamingBody:
        """Return what a sender has put, and refuse what S3 doesn't hand out and isn't known to pass.

        A sender can encrypt a file under a key that isn't ours, or put it into a storage class that must be
        restored first: that file is refused, and the others are taken.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        """
        try:
            return self._s3.get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"]
        except ClientError as error:
            if may_pass(error):
                raise
            raise refuse(Fault.UNREADABLE, code=code_of(error)) from None

    def _newest(self, prefix: str) -> Iterator["ObjectVersionTypeDef"]:
        for page in self._pages(prefix):
            yield from (each for each in page.get("Versions", ()) if each["IsLatest"])

    def _pages(self, prefix: str) -> Iterator["ListObjectVersionsOutputTypeDef"]:
        yield from self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)


def _announcements(
    newest: Iterable["ObjectVersionTypeDef"], see_ours: Callable[[str], None]
) -> Iterator[Announcement]:
    for each in newest:
        if each["Key"].startswith((RECEIPTS, TAKEN, ATTEMPTS)):
            see_ours(each["Key"])
        elif each["Key"].endswith(MANIFEST):
            yield Announcement(each["Key"].removesuffix(MANIFEST), each["VersionId"], each["LastModified"])


def _key(prefix: str, announcement: Announcement) -> str:
    return announcement_key(prefix, announcement.file, announcement.manifest_version)
