"""A raw bucket and its manifest in this process, and what becomes of the bucket's objects."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from gzip import compress
from itertools import count

from lambdas.core.manifest.object_version import ObjectVersion, read_entry
from lambdas.core.manifest.table import put_entry
from sluice.raw.manifest import Raw
from sluice.time_options import HourWindow
from tests import emulated
from tests.lambdas.core.manifest.entries import NOON, TABLE, key, manifest
from tests.lambdas.sales import encoded, sale

BUCKET = "raw"
TODAY = HourWindow(NOON, NOON.replace(hour=18))


def sales(*numbers: int, store: str = "367") -> bytes:
    """An object of these sales."""
    return compress(b"".join(encoded(sale(number, store)) + b"\n" for number in numbers), mtime=0)


@dataclass(frozen=True)
class Archive:
    """The bucket as Firehose, the manifest's function and others treat it."""

    raw: Raw
    minutes: Iterator[int] = field(default_factory=count)

    def put(self, body: bytes, name: str = "a", *, hour: int = 12) -> str:
        """Write an object; its version."""
        return self.raw.s3.put_object(Bucket=BUCKET, Key=key(hour, name), Body=body)["VersionId"]

    def deliver(self, body: bytes, name: str = "a", *, hour: int = 12) -> str:
        """Write an object, and enter it."""
        version = self.put(body, name, hour=hour)
        self.enter(version, name, hour=hour)
        return version

    def enter(self, version: str, name: str = "a", *, hour: int = 12) -> None:
        """What the manifest's function does when it is told of a version, as if each came in a minute."""
        raw = self.raw
        arrived = NOON + timedelta(minutes=next(self.minutes))
        entry = read_entry(raw.s3, ObjectVersion(BUCKET, key(hour, name), version))
        put_entry(raw.dynamodb, raw.table, replace(entry, arrived_at=arrived))

    def delete(self, name: str = "a") -> None:
        """Lay a delete marker on top."""
        self.raw.s3.delete_object(Bucket=BUCKET, Key=key(name=name))

    def expire(self, version: str, name: str = "a") -> None:
        """What S3 does in time with a version that isn't the current one."""
        self.raw.s3.delete_object(Bucket=BUCKET, Key=key(name=name), VersionId=version)

    def current(self, name: str = "a") -> bytes:
        """What whoever names no version reads."""
        return self.raw.s3.get_object(Bucket=BUCKET, Key=key(name=name))["Body"].read()

    def versions(self) -> list[str]:
        """Every version, from the newest on."""
        page = self.raw.s3.list_object_versions(Bucket=BUCKET)
        return [each["VersionId"] for each in page.get("Versions", ())]

    def versions_of(self, name: str) -> list[str]:
        """Every version of one object, from the newest on."""
        page = self.raw.s3.list_object_versions(Bucket=BUCKET, Prefix=name)
        return [each["VersionId"] for each in page.get("Versions", ())]

    def check(self) -> list[str]:
        """What `raw check` says."""
        return list(map(str, self.raw.disagreements(TODAY)))


def archive() -> Archive:
    """An empty one."""
    s3 = emulated.s3()
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return Archive(Raw(s3, BUCKET, manifest(), TABLE))
