"""A batch is applied in order, once; what can't be is kept with its reason or delivered again."""

import hashlib
import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from lambdas.consumer import MARGIN_MS, StreamConsumer
from lambdas.inventory.stock import Stock
from lambdas.once import Row
from tests.lambdas.ledgers import Script, rows_of
from tests.lambdas.sales import CLAIMS, LEDGER, QUARANTINE, encoded, event, line, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

BROKEN = b'{"schema_version":"1.0"'


def plenty() -> int:
    return 60_000


def numbers(count: int) -> list[bytes]:
    return [encoded(sale(sequence)) for sequence in range(count)]


def quarantined(s3: "S3Client") -> list[dict[str, Any]]:
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=QUARANTINE).get("Contents", [])]
    bodies = [s3.get_object(Bucket=QUARANTINE, Key=key)["Body"].read() for key in keys]
    return [json.loads(line) for body in bodies for line in body.splitlines()]


def test_takes_what_was_sold_from_the_shelf(
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient"
) -> None:
    payloads = [
        encoded(sale(1, lines=[line("apple", 2), line("bread", 1), line("apple", 1)])),
        encoded(sale(2, lines=[line("apple", -1)])),
    ]

    report = inventory.handle(event(payloads), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -2, "bread": -1}


def test_a_batch_that_comes_again_with_other_boundaries_changes_nothing(
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 3."""
    payloads = numbers(60)
    inventory.handle(event(payloads[:40]), plenty)
    before = rows_of(dynamodb)

    report = inventory.handle(event(payloads[10:], first=10), plenty)

    assert report.counts == {"repeated": 30, "applied": 20}
    assert {key: rows_of(dynamodb)[key] for key in before} == before


def test_a_poison_record_is_kept_whole_with_its_reason_and_acknowledged(
    inventory: StreamConsumer[Row], s3: "S3Client"
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


def test_a_batch_of_nothing_but_poison_is_acknowledged(inventory: StreamConsumer[Row]) -> None:
    """FAULTS 6: nothing is raised when every record is refused."""
    assert inventory.handle(event([BROKEN] * 30), plenty).answer == {"batchItemFailures": []}


@pytest.mark.parametrize(
    "unreadable",
    [b"[" * 100_000 + b"]" * 100_000, b"1e999", b'"\xff"', b'"\\ud800"'],
    ids=["nested thousands deep", "out of range", "not UTF-8", "half a character"],
)
def test_what_is_unreadable_in_an_unknown_field_is_quarantined_and_holds_nothing_up(
    unreadable: bytes, inventory: StreamConsumer[Row], s3: "S3Client"
) -> None:
    """FAULTS 1."""
    poison = encoded(sale(1))[:-1] + b',"note":' + unreadable + b"}"

    report = inventory.handle(event([poison, encoded(sale(2))]), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts["applied"] == 1
    assert [b64decode(kept["data"]) for kept in quarantined(s3)] == [poison]


def test_a_sale_without_an_identity_is_quarantined(inventory: StreamConsumer[Row], s3: "S3Client") -> None:
    """FAULTS 11."""
    inventory.handle(event([encoded(sale(sale_id=None))]), plenty)

    assert quarantined(s3)[0]["reason"] == "wrong_shape"


def test_of_two_payloads_under_one_id_the_first_is_applied_and_the_other_quarantined(
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 12."""
    other = encoded(sale(1, lines=[line("apple", 9)]))

    inventory.handle(event([encoded(sale(1, lines=[line("apple", 1)])), other]), plenty)

    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -1}
    [kept] = quarantined(s3)
    assert (kept["reason"], b64decode(kept["data"])) == ("conflict", other)


def test_a_sale_from_the_future_is_quarantined(inventory: StreamConsumer[Row], s3: "S3Client") -> None:
    """FAULTS 25."""
    ahead = sale(1, sale_id="367/2017-03-02/4/1", occurred_at="2017-03-02T14:03:00Z")

    inventory.handle(event([encoded(ahead)]), plenty)

    assert quarantined(s3)[0]["reason"] == "future"


def test_the_same_refusals_go_under_the_same_key_and_others_never_replace_them(
    inventory: StreamConsumer[Row], s3: "S3Client"
) -> None:
    whole = event([BROKEN, encoded(sale(1)), BROKEN])
    for batch in (whole, whole, {"Records": whole["Records"][:2]}):
        inventory.handle(batch, plenty)

    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=QUARANTINE)["Contents"]]

    assert len(keys) == 2
    assert all(key.startswith("inventory/2017-03-01/sales/shardId-000000000000/0-") for key in keys)


def test_a_throttled_row_stops_the_batch_and_is_reported(
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 2, 10: transient, never quarantined."""
    Script(dynamodb).refuse_row(3, "ThrottlingError")

    report = inventory.handle(event(numbers(60)), plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "3"}]}
    assert report.cause == "367/2017-03-01/4/3: ThrottlingError"
    assert len(rows_of(dynamodb)) == 24, "the rest of its call is applied, later calls are not made"


def test_what_is_refused_behind_the_stop_is_left_to_the_next_delivery(
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    Script(dynamodb).refuse_row(0, "ThrottlingError")

    report = inventory.handle(event([encoded(sale(1)), BROKEN, encoded(sale(2))]), plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert quarantined(s3) == []


def test_a_quarantine_that_cannot_be_written_is_transient(
    inventory: StreamConsumer[Row], s3: "S3Client"
) -> None:
    s3.delete_bucket(Bucket=QUARANTINE)

    report = inventory.handle(event([encoded(sale(1)), BROKEN, encoded(sale(2))]), plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert report.counts == {"applied": 1}
    assert report.cause is not None
    assert "NoSuchBucket" in report.cause


def test_near_the_timeout_the_first_record_that_was_not_begun_is_reported(
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 16."""
    left = iter([60_000, MARGIN_MS, MARGIN_MS - 1])

    report = inventory.handle(event(numbers(80)), lambda: next(left))

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "50"}]}
    assert report.cause == "the timeout is near"
    assert len(rows_of(dynamodb)) == 50


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
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 20."""
    payload = encoded(sale(1, lines=[line("apple", 3)], receipt="x" * 2_000_000))
    s3.put_object(Bucket=CLAIMS, Key="claims/1.json", Body=payload)

    report = inventory.handle(event([claim_check(payload, "claims/1.json"), payload]), plenty)

    assert report.counts == {"applied": 1, "repeated": 1}
    assert Stock(dynamodb, LEDGER).on_hand("367") == {"apple": -3}


@pytest.mark.parametrize(
    ("stored", "reason"), [(None, "claim_missing"), (b"tampered", "claim_mismatch")], ids=["gone", "changed"]
)
def test_a_claim_that_cannot_be_honoured_is_quarantined(
    stored: bytes | None, reason: str, inventory: StreamConsumer[Row], s3: "S3Client"
) -> None:
    if stored is not None:
        s3.put_object(Bucket=CLAIMS, Key="claims/1.json", Body=stored)

    inventory.handle(event([claim_check(encoded(sale(1)), "claims/1.json")]), plenty)

    assert quarantined(s3)[0]["reason"] == reason


def test_a_claim_that_cannot_be_read_for_a_while_is_transient(
    inventory: StreamConsumer[Row], dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    with Stubber(s3) as stubbed:
        stubbed.add_client_error("get_object", "SlowDown", http_status_code=503)
        report = inventory.handle(
            event([encoded(sale(7)), claim_check(encoded(sale(1)), "claims/1.json")]), plenty
        )

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert len(rows_of(dynamodb)) == 1
