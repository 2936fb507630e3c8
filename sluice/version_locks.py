"""What keeps a version of an object from being deleted, what remains of it elsewhere, and until when."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from types_boto3_s3 import S3Client

Answer = TypeVar("Answer")

NO_LOCK = "ObjectLockConfigurationNotFoundError"
REPLICATED = frozenset({"COMPLETED", "PENDING"})
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html"""
NO_REPLICATION = "ReplicationConfigurationNotFoundError"


@dataclass(frozen=True, slots=True)
class VersionLock:
    """The state of a version: its retention, a legal hold, and whether it was replicated.

    `replication` is S3's word: PENDING, COMPLETED or FAILED.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    """

    mode: str | None = None
    until: datetime | None = None
    held: bool = False
    replication: str | None = None


@dataclass(frozen=True, slots=True)
class VersionRemains:
    """Whether a version can be deleted now, what remains, a line each, and when a later run can end it.

    `until` is None where nothing stands in the way, and where nobody knows the day, as of a hold.
    """

    deletable: bool
    lines: tuple[str, ...] = ()
    until: datetime | None = None


def find_remains(lock: VersionLock, *, now: datetime, replicas: "Sequence[str]" = ()) -> VersionRemains:
    """Return what remains of a version; `replicas` are the buckets that its bucket is replicated to."""
    locked = lock.until is not None and lock.until > now
    lines = []
    if locked:
        lines.append(f"its retention ({lock.mode}) keeps it until {lock.until:%Y-%m-%dT%H:%M:%SZ}")
    if lock.held:
        lines.append("a legal hold keeps it until somebody releases it")
    if lock.replication in REPLICATED:
        lines += [f"its replica in {bucket} stays: a deletion is not replicated" for bucket in replicas]
    until = lock.until if locked and not lock.held else None
    return VersionRemains(not (locked or lock.held), tuple(lines), until)


class VersionLocks:
    """The locks of a bucket's versions; the calls for each are made only where the bucket can have any."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    @cached_property
    def lockable(self) -> bool:
        """Whether the bucket has Object Lock, which no retention and no hold is without."""
        return bool(_unless(NO_LOCK, lambda: self._s3.get_object_lock_configuration(Bucket=self._bucket)))

    @cached_property
    def replicas(self) -> tuple[str, ...]:
        """The buckets that this one is replicated to, by rules that are on."""
        answer = _unless(NO_REPLICATION, lambda: self._s3.get_bucket_replication(Bucket=self._bucket))
        rules = answer["ReplicationConfiguration"]["Rules"] if answer else ()
        targets = (each["Destination"]["Bucket"] for each in rules if each["Status"] == "Enabled")
        return tuple(sorted({arn.rpartition(":")[2] for arn in targets}))

    def read(self, key: str, version: str) -> VersionLock:
        """Return the state of a version.

        Its headers have it all, for whoever may get retentions and holds, as the break-glass role may:
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
        """
        if not (self.lockable or self.replicas):
            return VersionLock()
        head = self._s3.head_object(Bucket=self._bucket, Key=key, VersionId=version)
        return VersionLock(
            mode=head.get("ObjectLockMode"),
            until=head.get("ObjectLockRetainUntilDate"),
            held=head.get("ObjectLockLegalHoldStatus") == "ON",
            replication=head.get("ReplicationStatus"),
        )

    def find_remains(self, key: str, version: str, *, now: datetime) -> VersionRemains:
        """Return whether a version can be deleted now, and what remains."""
        return find_remains(self.read(key, version), now=now, replicas=self.replicas)


def _unless(code: str, call: "Callable[[], Answer]") -> "Answer | None":
    """Return the answer, or None for the error of this code."""
    try:
        return call()
    except ClientError as error:
        if code_of(error) != code:
            raise
        return None
