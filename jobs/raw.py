"""The raw archive as a job's input: every version of every object, listed before anything is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lambdas.core import raw as archived
from lambdas.core.raw import EVENTS, Unreadable, hour_prefix

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ListObjectVersionsOutputTypeDef, ObjectVersionTypeDef


@dataclass(frozen=True, slots=True)
class RawObject:
    """A version of an object, by its number in the run; `arrived_at` is when S3 had it."""

    number: int
    bucket: str
    key: str
    version: str
    arrived_at: datetime
    size: int


def listed(s3: "S3Client", bucket: str, since: datetime, under: str = EVENTS) -> list[RawObject]:
    """Every version of what arrived in the hour of `since` or later, overwritten and deleted ones too.

    Keys name the arrival hour of their oldest record.
    """
    return [
        RawObject(number, bucket, each["Key"], each["VersionId"], each["LastModified"], each["Size"])
        for number, each in enumerate(versions(s3, bucket, hour_prefix(since, under), under))
    ]


def versions(
    s3: "S3Client", bucket: str, after: str, under: str = EVENTS
) -> Iterator["ObjectVersionTypeDef"]:
    """Every version whose key comes after `after`, in the order of the keys; stop whenever it is enough."""
    marks: dict[str, Any] = {"KeyMarker": after}
    while marks:
        page = s3.list_object_versions(Bucket=bucket, Prefix=under, **marks)
        yield from page.get("Versions", ())
        marks = _next(page) if page["IsTruncated"] else {}


def _next(page: "ListObjectVersionsOutputTypeDef") -> dict[str, Any]:
    return {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}


def read(s3: "S3Client", source: RawObject) -> bytes:
    """The bytes of exactly that version."""
    return s3.get_object(Bucket=source.bucket, Key=source.key, VersionId=source.version)["Body"].read()


def records(body: bytes) -> list[bytes]:
    """The records of an object as Firehose writes it; any other is one record, which no contract takes.

    Nobody can delete a version, so a job that failed at one would fail for good.
    """
    try:
        return list(archived.records(BytesIO(body)))
    except Unreadable:
        return [body]
