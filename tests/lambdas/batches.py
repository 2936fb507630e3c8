"""Batches as a consumer gets them, and what it refused of them."""

import json
from typing import TYPE_CHECKING, Any

from tests.lambdas.sales import QUARANTINE, encoded, sale

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


BROKEN = b'{"schema_version":"1.0"'


def plenty() -> int:
    """Milliseconds that are left."""
    return 60_000


def numbers(count: int) -> list[bytes]:
    """Sales by their sequence numbers."""
    return [encoded(sale(sequence)) for sequence in range(count)]


def quarantined(s3: "S3Client") -> list[dict[str, Any]]:
    """What lies in the quarantine, refusal by refusal."""
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=QUARANTINE).get("Contents", [])]
    bodies = [s3.get_object(Bucket=QUARANTINE, Key=key)["Body"].read() for key in keys]
    return [json.loads(line) for body in bodies for line in body.splitlines()]
