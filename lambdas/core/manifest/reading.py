"""Reads a version of an object, exactly that one, and says what the manifest is to say of it."""

from datetime import UTC
from typing import TYPE_CHECKING

from lambdas.core.manifest.created import Created
from lambdas.core.manifest.item import Entry
from lambdas.core.manifest.rules import contents

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def read(s3: "S3Client", created: Created) -> Entry:
    """Return the entry of a version; raise what the client raises if it can't be fetched to its end."""
    found = s3.get_object(Bucket=created.bucket, Key=created.key, VersionId=created.version)
    held = contents(found["Body"])
    return Entry(
        key=created.key,
        version=created.version,
        arrived_at=found["LastModified"].astimezone(UTC),
        bytes=held.bytes,
        records=held.records,
        partitions=held.partitions,
        sha256=held.sha256,
        broken=held.broken,
    )
