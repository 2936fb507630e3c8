"""What a ledger loses can come back as it was, and who is reached besides leaves a trace."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from demo.recovery.loss import OBJECTS, Traces, choose_events, choose_loss, delete_rows, traces
from tests.lambdas.ledgers import create_ledger, in_process, rows_of
from tests.lambdas.sales import LEDGER

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BEFORE = Traces({"loyalty of 0": "1", "fraud of 0": "1"}, frozenset({"events/a#1"}))


def sold(sale_id: str, cents: int = 1) -> bytes:
    return json.dumps({"sale_id": sale_id, "cents": cents}).encode()


def test_loses_what_is_applied_and_came_with_one_payload() -> None:
    """Of two payloads under one id a replay may bring the other one first."""
    first = [sold("a"), sold("a"), sold("b"), b"broken", sold("c"), sold("d")]

    assert choose_events(first, [*first, sold("b", 2), sold("e")], {"a", "b", "d", "e"}) == ["a", "d"]


def test_loses_of_the_first_objects_alone_and_says_until_when_they_came(s3: "S3Client") -> None:
    s3.create_bucket(Bucket="raw")
    for number in range(OBJECTS + 2):
        body = gzip.compress(sold(f"sale-{number}") + b"\n")
        s3.put_object(Bucket="raw", Key=f"events/{number}", Body=body)
    applied = {f"sale-{number}" for number in range(OBJECTS + 2)}

    loss = choose_loss(s3, "raw", applied)

    assert loss.event_ids == [f"sale-{number}" for number in range(OBJECTS)]
    arrived = s3.head_object(Bucket="raw", Key=f"events/{OBJECTS - 1}")["LastModified"]
    assert loss.until == arrived + timedelta(seconds=1)


def test_deletes_the_rows_of_these_sales() -> None:
    dynamodb = create_ledger(in_process())
    for entry in ("2017-12-22/1/7", "2017-12-22/1/8"):
        row = {"partition": {"S": "367"}, "entry": {"S": entry}}
        dynamodb.put_item(TableName=LEDGER, Item=row)

    delete_rows(dynamodb, LEDGER, ["367/2017-12-22/1/7"])

    assert [entry for _, entry in rows_of(dynamodb)] == ["2017-12-22/1/8"]


def test_nothing_has_changed_where_nobody_was_reached() -> None:
    assert list(BEFORE.changes(BEFORE)) == []


def test_names_who_has_read_on_and_what_raw_has_got() -> None:
    after = Traces(
        {"loyalty of 0": "1", "fraud of 0": "2", "loyalty of replay": "3"}, BEFORE.versions | {"events/b#2"}
    )

    assert list(BEFORE.changes(after)) == [
        "fraud of 0 has read on",
        "loyalty of replay has read on",
        "raw got events/b#2",
    ]


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("s3", region_name="us-east-1")


def test_reads_every_position_and_every_version_of_a_raw_object(s3: "S3Client") -> None:
    dynamodb = in_process()
    dynamodb.create_table(
        TableName="positions",
        KeySchema=[
            {"AttributeName": "consumer", "KeyType": "HASH"},
            {"AttributeName": "shard", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "consumer", "AttributeType": "S"},
            {"AttributeName": "shard", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    item = {"consumer": "loyalty", "shard": "0", "sequence_number": "49"}
    dynamodb.put_item(TableName="positions", Item={name: {"S": value} for name, value in item.items()})
    s3.create_bucket(Bucket="raw")
    s3.put_bucket_versioning(Bucket="raw", VersioningConfiguration={"Status": "Enabled"})
    for key in ("events/a", "events/a", "claims/1"):
        s3.put_object(Bucket="raw", Key=key, Body=b"")

    found = traces(dynamodb, s3, "positions", "raw")

    assert (found.positions, len(found.versions), len(found)) == ({"loyalty of 0": "49"}, 2, 3)
