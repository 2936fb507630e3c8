"""What can never be applied is kept whole with its reason, and holds nothing up."""

from base64 import b64decode
from typing import TYPE_CHECKING

import pytest

from lambdas.inventory.stock import Stock
from tests.lambdas.batches import BROKEN, plenty, quarantined
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.sales import LEDGER, QUARANTINE, encoded, event, line, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


def test_a_poison_record_is_kept_whole_with_its_reason_and_acknowledged(
    inventory: LedgerFunction, s3: "S3Client"
) -> None:
    """FAULTS 1."""
    report = inventory.handle(event([encoded(sale(1)), BROKEN, encoded(sale(2))]), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts == {"applied": 2, "not_json": 1}
    [kept] = quarantined(s3)
    assert b64decode(kept["data"]) == BROKEN
    assert (kept["reason"], kept["stream"], kept["shard"]) == ("not_json", "sales", "shardId-000000000000")
    assert (kept["sequence_number"], kept["partition_key"]) == ("1", "367")
    assert kept["arrived_at"] == "2017-03-01T14:03:00.500000+00:00"


def test_a_batch_of_nothing_but_poison_is_acknowledged(inventory: LedgerFunction) -> None:
    """FAULTS 6: nothing is raised when every record is refused."""
    assert inventory.handle(event([BROKEN] * 30), plenty).answer == {"batchItemFailures": []}


@pytest.mark.parametrize(
    "unreadable",
    [b"[" * 100_000 + b"]" * 100_000, b"1e999", b'"\xff"', b'"\\ud800"'],
    ids=["nested thousands deep", "out of range", "not UTF-8", "half a character"],
)
def test_what_is_unreadable_in_an_unknown_field_is_quarantined_and_holds_nothing_up(
    unreadable: bytes, inventory: LedgerFunction, s3: "S3Client"
) -> None:
    """FAULTS 1."""
    poison = encoded(sale(1))[:-1] + b',"note":' + unreadable + b"}"

    report = inventory.handle(event([poison, encoded(sale(2))]), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts["applied"] == 1
    assert [b64decode(kept["data"]) for kept in quarantined(s3)] == [poison]


def test_a_record_as_large_as_any_stream_takes_is_kept_whole(
    inventory: LedgerFunction, s3: "S3Client"
) -> None:
    """FAULTS 54: 10 MiB, where somebody has set the stream to it; the sale behind it is applied."""
    largest = encoded(sale(1, filler="")).replace(b'"filler":""', b'"filler":"%s"' % (b"x" * (10 << 20)))
    largest = largest.replace(b"x" * (len(largest) - (10 << 20)), b"", 1)

    report = inventory.handle(event([largest, encoded(sale(2))]), plenty)

    assert len(largest) == 10 << 20
    assert report.counts == {"applied": 1, "record_too_large": 1}
    [kept] = quarantined(s3)
    assert b64decode(kept["data"]) == largest


def test_a_sale_without_an_identity_is_quarantined(inventory: LedgerFunction, s3: "S3Client") -> None:
    """FAULTS 11."""
    inventory.handle(event([encoded(sale(sale_id=None))]), plenty)

    assert quarantined(s3)[0]["reason"] == "wrong_shape"


def test_of_two_payloads_under_one_id_the_first_is_applied_and_the_other_quarantined(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 12."""
    other = encoded(sale(1, lines=[line("apple", 9)]))

    inventory.handle(event([encoded(sale(1, lines=[line("apple", 1)])), other]), plenty)

    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -1}
    [kept] = quarantined(s3)
    assert (kept["reason"], b64decode(kept["data"])) == ("conflict", other)


def test_a_sale_from_the_future_is_quarantined(inventory: LedgerFunction, s3: "S3Client") -> None:
    """FAULTS 25."""
    ahead = sale(1, sale_id="367/2017-03-02/4/1", occurred_at="2017-03-02T14:03:00Z")

    inventory.handle(event([encoded(ahead)]), plenty)

    assert quarantined(s3)[0]["reason"] == "future"


def test_the_same_refusals_go_under_the_same_key_and_others_never_replace_them(
    inventory: LedgerFunction, s3: "S3Client"
) -> None:
    whole = event([BROKEN, encoded(sale(1)), BROKEN])
    for batch in (whole, whole, {"Records": whole["Records"][:2]}):
        inventory.handle(batch, plenty)

    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=QUARANTINE)["Contents"]]

    assert len(keys) == 2
    assert all(key.startswith("inventory/2017-03-01/sales/shardId-000000000000/0-") for key in keys)
