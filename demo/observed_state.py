"""What is there in the end: read from the emulator with plain boto3, as any AWS client would."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer

from contracts.scenario import Row
from lambdas.core.raw import EVENTS, read_records

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

GIVEN_UP = "aws/lambda/"


@dataclass(frozen=True)
class QuarantinedRecord:
    """A record that a consumer put into quarantine, and why."""

    consumer: str
    reason: str
    field: str
    why: str
    data: bytes


def ledger(dynamodb: "DynamoDBClient", table: str) -> Iterator[Row]:
    """Yield every row of a ledger."""
    plain = TypeDeserializer().deserialize
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for row in page["Items"]:
            yield {name: plain(value) for name, value in row.items()}


def quarantined(s3: "S3Client", bucket: str) -> Iterator[QuarantinedRecord]:
    """Yield what each consumer keeps in quarantine."""
    for _, body in objects(s3, bucket):
        for entry in map(json.loads, body.splitlines()):
            said = {name: entry[name] for name in ("consumer", "reason", "field", "why")}
            yield QuarantinedRecord(**said, data=base64.b64decode(entry["data"]))


def archived(s3: "S3Client", bucket: str) -> Iterator[tuple[str, bytes]]:
    """Yield the function that gave up, and each record it was given, of every batch in the failure archive.

    Batches of the stream of events only: a table's stream carries no event as it was accepted.
    An S3 destination gets the invocation record with the whole event as `payload`:
    https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    """
    for _, body in objects(s3, bucket, GIVEN_UP):
        invocation: dict[str, Any] = json.loads(body)
        function = invocation["requestContext"]["functionArn"]
        records = invocation["payload"]["Records"] if "KinesisBatchInfo" in invocation else ()
        for record in records:
            yield function, base64.b64decode(record["kinesis"]["data"])


def raw(s3: "S3Client", bucket: str, prefix: str = EVENTS) -> Iterator[bytes]:
    """Yield every record of the raw archive as it was received: events, unless a prefix says otherwise."""
    for _, body in objects(s3, bucket, prefix):
        yield from read_records(BytesIO(body))


def objects(s3: "S3Client", bucket: str, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield every object of a bucket under a prefix: its key and its bytes."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", ()):
            yield found["Key"], s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
