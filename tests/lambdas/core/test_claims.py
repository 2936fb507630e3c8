"""A sale too large for the stream is fetched by its claim, or the claim is refused."""

import hashlib
import json
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar

import pytest
from botocore.stub import Stubber

from contracts.claim_check import ClaimedObject
from contracts.refusals import BrokenContract, Reason
from lambdas.core.claims import Claims
from lambdas.inventory.stock import Stock
from tests.lambdas.batches import plenty, quarantined
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import rows_of
from tests.lambdas.sales import CLAIMS, LEDGER, encoded, event, line, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


def claim_check(payload: bytes, key: str) -> bytes:
    return encoded(
        {
            "schema_version": "1.0",
            "sale_id": "367/2017-03-01/4/1",
            "store_id": "367",
            "claim": {"key": key, "sha256": hashlib.sha256(payload).hexdigest(), "bytes": len(payload)},
        }
    )


def test_an_oversized_sale_is_fetched_and_applied_and_known_again_when_it_comes_inline(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 20."""
    payload = encoded(sale(1, lines=[line("apple", 3)], receipt="x" * 900_000))
    s3.put_object(Bucket=CLAIMS, Key="claims/1.json", Body=payload)

    report = inventory.handle(event([claim_check(payload, "claims/1.json"), payload]), plenty)

    assert report.counts == {"applied": 1, "repeated": 1}
    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -3}


@pytest.mark.parametrize(
    ("stored", "reason"), [(None, "claim_missing"), (b"tampered", "claim_mismatch")], ids=["gone", "changed"]
)
def test_a_claim_that_cannot_be_honoured_is_quarantined(
    stored: bytes | None, reason: str, inventory: LedgerFunction, s3: "S3Client"
) -> None:
    if stored is not None:
        s3.put_object(Bucket=CLAIMS, Key="claims/1.json", Body=stored)

    inventory.handle(event([claim_check(encoded(sale(1)), "claims/1.json")]), plenty)

    assert quarantined(s3)[0]["reason"] == reason


class Counted(BytesIO):
    """A body that knows how much was read of it."""

    read_so_far: ClassVar[int] = 0

    def read(self, size: int | None = -1) -> bytes:
        part = super().read(size)
        Counted.read_so_far += len(part)
        return part


def test_no_more_of_an_object_is_read_than_its_claim_states(s3: "S3Client") -> None:
    """FAULTS 56: who says that it is small can't fill a function's memory."""
    stored = Counted(bytes(1_000_000))
    claimed = ClaimedObject("claims/1.json", hashlib.sha256(b"").hexdigest(), 1_000)

    with Stubber(s3) as stub:
        stub.add_response("get_object", {"Body": stored})
        with pytest.raises(BrokenContract) as refused:
            Claims(s3, CLAIMS).redeem(claimed)

    assert (refused.value.reason, refused.value.field) == (Reason.CLAIM_MISMATCH, "claim.bytes")
    assert Counted.read_so_far == 1_001


def test_a_claim_that_states_more_than_a_stream_could_have_taken_is_refused(
    inventory: LedgerFunction, s3: "S3Client"
) -> None:
    """FAULTS 56."""
    check = json.loads(claim_check(encoded(sale(1)), "claims/1.json"))
    check["claim"]["bytes"] = 10 * 1024 * 1024 + 1

    inventory.handle(event([encoded(check)]), plenty)

    assert quarantined(s3)[0]["reason"] == "wrong_shape"


def test_a_claim_that_cannot_be_read_for_a_while_is_transient(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    with Stubber(s3) as stubbed:
        stubbed.add_client_error("get_object", "SlowDown", http_status_code=503)
        report = inventory.handle(
            event([encoded(sale(7)), claim_check(encoded(sale(1)), "claims/1.json")]), plenty
        )

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert len(rows_of(dynamodb)) == 1
