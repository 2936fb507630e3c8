"""Fetches what was too large to travel: sales of the stream, events of the bus (the claim-check pattern)."""

from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.contracts import Claim, Claimed
from lambdas.refusals import BrokenContract, Reason

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class Claims:
    """The bucket in which whoever sends it leaves what is oversized."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def fetch(self, claim: Claim) -> bytes:
        """Return the sale's bytes; raise BrokenContract if they are gone or changed, else ClientError."""
        return self.redeem(claim.claim)

    def redeem(self, claimed: Claimed) -> bytes:
        """Return what lies there; raise as `fetch` does."""
        data = self._read(claimed.key)
        if sha256(data).hexdigest() != claimed.sha256:
            raise BrokenContract(Reason.CLAIM_MISMATCH, "claim.sha256", "is not that of the object")
        return data

    def _read(self, key: str) -> bytes:
        try:
            return self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise BrokenContract(Reason.CLAIM_MISSING, "claim.key", "names no object") from None
            raise
