"""A batch is applied in order, once; from what could not be applied yet it is delivered again."""

from typing import TYPE_CHECKING

from lambdas.core.processor import MARGIN_MS
from lambdas.inventory.stock import Stock
from tests.lambdas.batches import BROKEN, numbers, plenty, quarantined
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import Script, rows_of
from tests.lambdas.sales import LEDGER, QUARANTINE, encoded, event, line, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


def test_takes_what_was_sold_from_the_shelf(inventory: LedgerFunction, dynamodb: "DynamoDBClient") -> None:
    payloads = [
        encoded(sale(1, lines=[line("apple", 2), line("bread", 1), line("apple", 1)])),
        encoded(sale(2, lines=[line("apple", -1)])),
    ]

    report = inventory.handle(event(payloads), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -2, "bread": -1}


def test_a_batch_that_comes_again_with_other_boundaries_changes_nothing(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 3."""
    payloads = numbers(60)
    inventory.handle(event(payloads[:40]), plenty)
    before = rows_of(dynamodb)

    report = inventory.handle(event(payloads[10:], first=10), plenty)

    assert report.counts == {"repeated": 30, "applied": 20}
    assert {key: rows_of(dynamodb)[key] for key in before} == before


def test_a_throttled_row_stops_the_batch_and_is_reported(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 2, 10: transient, never quarantined."""
    Script(dynamodb).refuse_row(3, "ThrottlingError")

    report = inventory.handle(event(numbers(60)), plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "3"}]}
    assert report.cause == "367/2017-03-01/4/3: ThrottlingError"
    assert len(rows_of(dynamodb)) == 24, "the rest of its call is applied, later calls are not made"


def test_what_is_refused_behind_the_stop_is_left_to_the_next_delivery(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    Script(dynamodb).refuse_row(0, "ThrottlingError")

    report = inventory.handle(event([encoded(sale(1)), BROKEN, encoded(sale(2))]), plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert quarantined(s3) == []


def test_a_quarantine_that_cannot_be_written_is_transient(inventory: LedgerFunction, s3: "S3Client") -> None:
    s3.delete_bucket(Bucket=QUARANTINE)

    report = inventory.handle(event([encoded(sale(1)), BROKEN, encoded(sale(2))]), plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert report.counts == {"applied": 1}
    assert report.cause is not None
    assert "NoSuchBucket" in report.cause


def test_near_the_timeout_the_first_record_that_was_not_begun_is_reported(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 16."""
    left = iter([60_000, MARGIN_MS, MARGIN_MS - 1])

    report = inventory.handle(event(numbers(80)), lambda: next(left))

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "50"}]}
    assert report.cause == "the timeout is near"
    assert len(rows_of(dynamodb)) == 50
