"""What lies in tables and buckets is read as it was written."""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from demo import observed_state
from lambdas.inventory.stock import Stock
from tests.emulated import dynamodb
from tests.twin.semantics.streams import TABLE_STREAM, insert
from twin.semantics.batches import Discarded
from twin.semantics.failures import MappingIdentity, invocation_record
from twin.semantics.records import StreamRecord

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/sales"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:inventory"


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        client.create_bucket(Bucket="bucket")
        yield client


def test_raw_records_are_the_lines_of_every_object_of_sales(s3: "S3Client") -> None:
    s3.put_object(Bucket="bucket", Key="events/hour=00/a", Body=gzip.compress(b"one\ntwo\n"))
    s3.put_object(Bucket="bucket", Key="events/hour=01/b", Body=gzip.compress(b"three\n"))
    s3.put_object(Bucket="bucket", Key="claims/c", Body=b"not a sale")

    assert list(observed_state.raw(s3, "bucket")) == [b"one", b"two", b"three"]


def test_quarantine_gives_the_bytes_as_received_and_why(s3: "S3Client") -> None:
    told = {"consumer": "loyalty", "reason": "not_json", "field": "record", "why": "is not JSON"}
    line = json.dumps({**told, "data": b64encode(b"\xff").decode(), "shard": "shard-0"})
    s3.put_object(Bucket="bucket", Key="loyalty/x.jsonl", Body=f"{line}\n{line}\n".encode())

    assert (
        list(observed_state.quarantined(s3, "bucket"))
        == [observed_state.QuarantinedRecord(**told, data=b"\xff")] * 2
    )


def test_the_failure_archive_gives_every_record_and_who_gave_it_up(s3: "S3Client") -> None:
    records = tuple(
        StreamRecord("shard-0", str(number), "7", 0.0, b"sale %d" % number) for number in range(2)
    )
    discarded = Discarded(records, "RetryAttemptsExhausted", attempts=4)
    written = invocation_record(discarded, MappingIdentity("uuid", STREAM, FUNCTION, "role"), 0.0, "request")
    s3.put_object(Bucket="bucket", Key="aws/lambda/uuid/x", Body=json.dumps(written).encode())

    assert list(observed_state.archived(s3, "bucket")) == [(FUNCTION, b"sale 0"), (FUNCTION, b"sale 1")]


def test_the_failure_archive_gives_no_change_of_a_table_for_a_sale(s3: "S3Client") -> None:
    discarded = Discarded((insert(1),), "RetryAttemptsExhausted", attempts=4)
    identity = MappingIdentity("uuid", TABLE_STREAM, FUNCTION, "role")
    written = invocation_record(discarded, identity, 0.0, "request")
    s3.put_object(Bucket="bucket", Key="aws/lambda/uuid/x", Body=json.dumps(written).encode())

    assert list(observed_state.archived(s3, "bucket")) == []


def test_a_ledger_is_read_row_by_row_as_plain_values() -> None:
    client = dynamodb()
    client.create_table(
        TableName="ledger",
        AttributeDefinitions=[
            {"AttributeName": "partition", "AttributeType": "S"},
            {"AttributeName": "entry", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "partition", "KeyType": "HASH"},
            {"AttributeName": "entry", "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    Stock(client, "ledger").receive("7", "2017-12-22/opening/0", {"a": 10})

    [row] = observed_state.ledger(client, "ledger")

    assert (row["partition"], row["entry"], row["movement"]) == ("7", "+2017-12-22/opening/0", {"a": 10})
