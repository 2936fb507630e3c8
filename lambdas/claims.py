"""Fetches sales that were too large for the stream (the claim-check pattern)."""

from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.contracts import Claim
from lambdas.refusals import BrokenContract, Reason

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class Claims:
    """The bucket in which producers leave oversized sales."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def fetch(self, claim: Claim) -> bytes:
        """Return the sale's bytes; raise BrokenContract if they are gone or changed, else ClientError."""
        data = self._read(claim.claim.key)
        if sha256(data).hexdigest() != claim.claim.sha256:
            raise BrokenContract(Reason.CLAIM_MISMATCH, "claim.sha256", "is not that of the object")
        return data

    def _read(self, key: str) -> bytes:
        try:
            return self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise BrokenContract(Reason.CLAIM_MISSING, "claim.key", "names no object") from None
            raise
