"""A new version of an object, as S3 announces it on EventBridge, and the manifest's entry for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.rules import read_contents
from lambdas.core.raw import ARRIVED_AT, REPLACES

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """A version of an object that has come into a bucket."""

    bucket: str
    key: str
    version: str

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "ObjectVersion":
        """Read an event of the type Object Created; its key is as it is, not encoded for a URL.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
        """
        detail = event["detail"]
        return cls(
            bucket=detail["bucket"]["name"],
            key=detail["object"]["key"],
            version=detail["object"]["version-id"],
        )


def read_entry(s3: "S3Client", version: ObjectVersion) -> ManifestEntry:
    """Read exactly this version to its end and return its entry; raise what the client raises.

    What was written anew says itself when its records arrived.
    """
    found = s3.get_object(Bucket=version.bucket, Key=version.key, VersionId=version.version)
    held, said = read_contents(found["Body"]), found["Metadata"]
    arrived_at = datetime.fromisoformat(said[ARRIVED_AT]) if ARRIVED_AT in said else found["LastModified"]
    return ManifestEntry(
        key=version.key,
        version=version.version,
        arrived_at=arrived_at.astimezone(UTC),
        bytes=held.bytes,
        records=held.records,
        partitions=held.partitions,
        sha256=held.sha256,
        broken=held.broken,
        replaces=said.get(REPLACES),
    )
