"""Fetches what was too large to travel: events of the stream, messages of the bus (the claim check)."""

from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from contracts.claim_check import Claim, ClaimedObject
from contracts.refusals import BrokenContract, Reason
from lambdas.core.error_codes import code_of, may_pass

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class Claims:
    """The bucket in which whoever sends it leaves what is oversized."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def fetch(self, claim: Claim) -> bytes:
        """Return the event's bytes; raise BrokenContract if no retry brings them, else what may pass."""
        return self.redeem(claim.claim)

    def redeem(self, claimed: ClaimedObject) -> bytes:
        """Return what lies there; raise as `fetch` does."""
        data = self._read(claimed)
        if len(data) > claimed.bytes:
            raise BrokenContract(Reason.CLAIM_MISMATCH, "claim.bytes", "is not the size of the object")
        if sha256(data).hexdigest() != claimed.sha256:
            raise BrokenContract(Reason.CLAIM_MISMATCH, "claim.sha256", "is not that of the object")
        return data

    def _read(self, claimed: ClaimedObject) -> bytes:
        """Read as much as is stated, and a byte more if there is one; sort what S3 answers.

        The key is the sender's, and so is how the object under it was put.
        Hence a denial is the claim's fault too. S3 denies what was encrypted under a key that isn't ours, and
        what isn't there to who may not list the bucket. One such claim would hold its shard up, while of a
        right that our role has lost nothing worse comes than claims in quarantine, which can be sent again.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        """
        try:
            with closing(self._s3.get_object(Bucket=self._bucket, Key=claimed.key)["Body"]) as body:
                return body.read(claimed.bytes + 1)
        except ClientError as error:
            if may_pass(error):
                raise
            raise _refusal(code_of(error)) from None


def _refusal(code: str) -> BrokenContract:
    if code == "NoSuchKey":
        return BrokenContract(Reason.CLAIM_MISSING, "claim.key", "names no object")
    return BrokenContract(Reason.CLAIM_UNREADABLE, "claim.key", f"names what S3 doesn't hand out: {code}")
