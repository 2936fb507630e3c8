"""Claim check: an event too big for a record lies in S3, and a small claim travels in its place."""

import hashlib
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from contracts.claim_check import ClaimedObject, encode_claim
from domain import EVENT
from producer.event import EncodedEvent

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


LONGEST_KEY = 1024
"""Bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"""


class ClaimBucket:
    """The bucket where consumers look for what a claim stands for."""

    def __init__(self, *, s3: "S3Client", bucket: str) -> None:
        """Keep claimed events in this bucket, through this client."""
        self._s3 = s3
        self._bucket = bucket

    def has_key_for(self, event: EncodedEvent) -> bool:
        """Return whether the event's id fits into a key: for nothing else S3 refuses it for good."""
        return len(_key(event, _digest(event)).encode()) <= LONGEST_KEY

    def check_in(self, event: EncodedEvent) -> EncodedEvent:
        """Put the event's bytes under a key that only they can have, and return the claim to them."""
        digest = _digest(event)
        key = _key(event, digest)
        self._put_new(key, event.data)
        claimed = ClaimedObject(key, digest, len(event.data))
        return event._replace(data=encode_claim(EVENT, event.event_id, event.partition, claimed))

    def _put_new(self, key: str, data: bytes) -> None:
        """Put what isn't there yet: the key has the hash of its bytes, and nothing may be overwritten.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        """
        try:
            self._s3.put_object(
                Bucket=self._bucket, Key=key, Body=data, ContentType="application/json", IfNoneMatch="*"
            )
        except ClientError as refused:
            if refused.response["Error"]["Code"] != "PreconditionFailed":
                raise


def _key(event: EncodedEvent, digest: str) -> str:
    return f"claims/{event.event_id}/{digest}.json"


def _digest(event: EncodedEvent) -> str:
    return hashlib.sha256(event.data).hexdigest()
