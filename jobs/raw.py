"""The raw archive as a job's input: every version of every object, listed before anything is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from jobs.arguments import Arguments
from lambdas.core import raw as archived
from lambdas.core.raw import EVENTS, LONGEST_DELIVERY, REWRITTEN, RewriteMark, Unreadable, hour_prefix

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ListObjectVersionsOutputTypeDef, ObjectVersionTypeDef

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
OVERLAP = timedelta(hours=1)
"""An object counts as arrived when its upload began; one that began before another may be there after it."""


@dataclass(frozen=True, slots=True)
class RawObject:
    """A version of an object, by its number in the run; `arrived_at` is when S3 had it."""

    number: int
    bucket: str
    key: str
    version: str
    arrived_at: datetime
    size: int


def list_versions(s3: "S3Client", bucket: str, since: datetime, under: str = EVENTS) -> list[RawObject]:
    """Return every version of what arrived in the hour of `since` or later, overwritten and deleted ones too.

    Keys name the arrival hour of their oldest record.
    """
    listed = list(versions(s3, bucket, hour_prefix(since, under), under))
    return list(_objects(s3, bucket, listed))


def list_hours(
    s3: "S3Client", bucket: str, hours: Iterable[datetime], under: str = EVENTS
) -> Iterator[RawObject]:
    """Yield every version of what arrived in some hours, and nothing in between; each bears the number 0."""
    listed: list[ObjectVersionTypeDef] = []
    for hour in hours:
        pages = s3.get_paginator("list_object_versions").paginate(
            Bucket=bucket, Prefix=hour_prefix(hour, under)
        )
        listed.extend(version for page in pages for version in page.get("Versions", ()))
    yield from (replace(each, number=0) for each in _objects(s3, bucket, listed))


def _objects(s3: "S3Client", bucket: str, listed: Sequence["ObjectVersionTypeDef"]) -> Iterator[RawObject]:
    """Yield versions, numbered, but for those in whose place one stands that was written anew.

    That one is as old as its records are. The marks are read behind the versions: each is there first.
    """
    marks = (
        {(each.key, each.version): each.arrived_at for each in rewrite_marks(s3, bucket)} if listed else {}
    )
    arrived = {key: at for (key, _), at in marks.items()}
    before, number = "", 0
    for each in listed:
        key, version, is_newest = each["Key"], each["VersionId"], each["Key"] != before
        before = key
        if is_newest or (key, version) not in marks:
            arrived_at = arrived.get(key, each["LastModified"])
            yield RawObject(number, bucket, key, version, arrived_at, each["Size"])
            number += 1


def rewrite_marks(s3: "S3Client", bucket: str) -> Iterator[RewriteMark]:
    """Yield the mark of every version in whose place one stands that was written anew."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=REWRITTEN)
    for page in pages:
        yield from (RewriteMark.parse(each["Key"]) for each in page.get("Contents", ()))


def arrivals(
    s3: "S3Client", bucket: str, arguments: Arguments, since: datetime, under: str = EVENTS
) -> list[RawObject]:
    """Return the objects of the arrival hours FROM to TO, or else what arrived after `since`."""
    start, end = arguments.hour("FROM"), arguments.hour("TO")
    if start or end:
        found = list_versions(s3, bucket, start or BEGINNING, under)
        return [each for each in found if end is None or each.key < hour_prefix(end, under)]
    # A key names its oldest record's hour.
    found = list_versions(s3, bucket, max(since - LONGEST_DELIVERY, BEGINNING), under)
    return [each for each in found if each.arrived_at > since]


def versions(
    s3: "S3Client", bucket: str, after: str, under: str = EVENTS
) -> Iterator["ObjectVersionTypeDef"]:
    """Yield every version whose key comes after `after`, by key; stop whenever it is enough."""
    marks: dict[str, Any] = {"KeyMarker": after}
    while marks:
        page = s3.list_object_versions(Bucket=bucket, Prefix=under, **marks)
        yield from page.get("Versions", ())
        marks = _next(page) if page["IsTruncated"] else {}


def _next(page: "ListObjectVersionsOutputTypeDef") -> dict[str, Any]:
    return {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}


def read(s3: "S3Client", source: RawObject) -> bytes:
    """Return the bytes of exactly that version."""
    return s3.get_object(Bucket=source.bucket, Key=source.key, VersionId=source.version)["Body"].read()


@dataclass(frozen=True, slots=True)
class UnreadableRest:
    """What nobody can read of an object: all of it, or what lies behind its last record; and why."""

    body: bytes
    why: str


def records(body: bytes) -> Iterator[bytes | UnreadableRest]:
    """Yield the records of an object up to its fault, and in the place of what comes then, why.

    Nobody can delete a version, so a job that failed at one would fail for good.
    """
    try:
        yield from archived.read_records(BytesIO(body))
    except Unreadable as error:
        yield UnreadableRest(body, str(error))
