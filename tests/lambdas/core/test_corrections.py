"""What an operator says of an event's payload is taken from where only operators write."""

from typing import TYPE_CHECKING

import pytest

from contracts.correction import CORRECTIONS, correction_key
from lambdas.inventory.stock import Stock
from tests.lambdas.batches import plenty, quarantined
from tests.lambdas.core.test_claims import claim_check
from tests.lambdas.corrections import correction
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.sales import CLAIMS, LEDGER, encoded, event, line, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

FIRST = encoded(sale(lines=[line("apple", 2)]))
RIGHT = encoded(sale(lines=[line("apple", 3), line("pear", 1)]))


def test_a_correction_settles_a_conflict(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 53: both payloads come again behind it, as they do when all of raw is replayed."""
    right = correction(s3, CLAIMS, RIGHT, settles=[FIRST])

    report = inventory.handle(event([FIRST, right, FIRST, RIGHT, right]), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts == {"applied": 1, "corrected": 1, "repeated": 3}
    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -3, "pear": -1}
    assert quarantined(s3) == []


def test_a_correction_may_be_of_a_day_that_nobody_takes_any_more(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """A sale of history was accepted under a bound of its own."""
    old = encoded(sale(sale_id="367/2011-03-01/4/1", occurred_at="2011-03-01T14:03:00Z"))

    inventory.handle(event([correction(s3, CLAIMS, old)]), plenty)

    assert Stock(dynamodb, LEDGER).on_hand("367") == {"1082185": -2}


def test_what_lies_elsewhere_is_no_correction(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """A sender may put claims: what one holds that is written like a correction is no sale."""
    correction(s3, CLAIMS, RIGHT, settles=[FIRST])
    said = s3.get_object(Bucket=CLAIMS, Key=correction_key("367/2017-03-01/4/1", 1))["Body"].read()
    s3.put_object(Bucket=CLAIMS, Key="claims/367/own.json", Body=said)

    inventory.handle(event([FIRST, claim_check(said, "claims/367/own.json")]), plenty)

    assert [each["reason"] for each in quarantined(s3)] == ["wrong_shape"]
    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -2}


@pytest.mark.parametrize("said", [b"{}", b"[", RIGHT], ids=["empty", "torn", "a sale"])
def test_what_lies_there_and_is_no_correction_is_quarantined(
    said: bytes, inventory: LedgerFunction, s3: "S3Client"
) -> None:
    key = f"{CORRECTIONS}367/2017-03-01/4/1/0001.json"
    s3.put_object(Bucket=CLAIMS, Key=key, Body=said)

    inventory.handle(event([claim_check(said, key)]), plenty)

    [refused] = quarantined(s3)
    assert (refused["reason"], refused["field"]) == ("wrong_shape", "claim.key")
