"""Claim check: a sale too big for a record lies in S3, and a small claim travels in its place."""

import hashlib
import json
from typing import TYPE_CHECKING

from producer.sale import Sale

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


LONGEST_KEY = 1024
"""Bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"""


class ClaimStore:
    """The bucket where consumers look for what a claim stands for."""

    def __init__(self, *, s3: "S3Client", bucket: str) -> None:
        """Keep claimed sales in this bucket, through this client."""
        self._s3 = s3
        self._bucket = bucket

    def takes(self, sale: Sale) -> bool:
        """Tell whether the sale's id fits into a key: nothing else of it can make S3 refuse it for good."""
        return len(_key(sale).encode()) <= LONGEST_KEY

    def check(self, sale: Sale) -> Sale:
        """Put the sale's bytes under a key that only they can have, and return the claim to them."""
        key = _key(sale)
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=sale.data, ContentType="application/json")
        claim = {
            "schema_version": "1.0",
            "sale_id": sale.sale_id,
            "store_id": sale.store_id,
            "claim": {"key": key, "sha256": _digest(sale), "bytes": len(sale.data)},
        }
        return sale._replace(data=json.dumps(claim, ensure_ascii=False, separators=(",", ":")).encode())


def _key(sale: Sale) -> str:
    return f"claims/{sale.sale_id}/{_digest(sale)}.json"


def _digest(sale: Sale) -> str:
    return hashlib.sha256(sale.data).hexdigest()
