"""A bucket in memory, for histories too many for an emulator."""

import json
from base64 import b64decode
from typing import TYPE_CHECKING, cast

from domain.stock import effect
from lambdas.core.claims import Claims
from lambdas.core.ledger import Ledger
from lambdas.core.quarantine import Quarantine
from tests.emulated import client_error
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.sales import CLAIMS, LEDGER, QUARANTINE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


class Objects(dict[str, bytes]):
    """What was put, by key."""

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803, ARG002 - boto3's names
        """Keep an object, in place of one of the same key."""
        self[Key] = Body

    def refused(self) -> set[bytes]:
        """The records in the quarantine, as they were received."""
        return {b64decode(json.loads(each)["data"]) for body in self.values() for each in body.splitlines()}


class FullBucket(Objects):
    """A bucket that takes nothing."""

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803, ARG002 - boto3's names
        """Refuse as S3 does when it is asked too often."""
        raise client_error("SlowDown", 503)


def inventory_over(dynamodb: "DynamoDBClient", objects: Objects) -> LedgerFunction:
    """Make the inventory consumer over these tables and this quarantine."""
    s3 = cast("S3Client", objects)
    return LedgerFunction(
        effect, Ledger(dynamodb, LEDGER), Claims(s3, CLAIMS), Quarantine(s3, QUARANTINE, "inventory")
    )
