"""What a consumer's own code counts, as CloudWatch would read it from the function's log."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from tests.lambdas.core.cdc_compare.postgres import server
from tests.lambdas.ledgers import table_properties
from tests.stacks.synthesized import Resource
from tests.synthesis import REPOSITORY

START = """
import importlib, json, os, sys
from types import SimpleNamespace
module, _, name = sys.argv[1].rpartition(".")
context = SimpleNamespace(
    function_name="f", memory_limit_in_mb=512, invoked_function_arn="a", aws_request_id="r",
    get_remaining_time_in_millis=lambda: 60_000,
)
event = json.loads(sys.argv[2])
"""
INVOKE = """
getattr(importlib.import_module(module), name)(event, context)
"""
# Who is told of an object reads it before it counts, and finds one here that nobody can read.
AN_OBJECT = """
import boto3
from moto import mock_aws
del os.environ["AWS_ENDPOINT_URL"]
mock_aws().start()
s3, bucket = boto3.client("s3", region_name="us-east-1"), event["detail"]["bucket"]["name"]
s3.create_bucket(Bucket=bucket)
s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
put = s3.put_object(Bucket=bucket, Key=event["detail"]["object"]["key"], Body=b"no gzip")
event["detail"]["object"]["version-id"] = put["VersionId"]
boto3.client("dynamodb").create_table(TableName=os.environ["MANIFEST_TABLE"], **event["table"])
"""
# Who reads an API has a token and a checkpoint, and finds a limit on its calls.
A_CHECKPOINT = """
import time, boto3
from moto import mock_aws
del os.environ["AWS_ENDPOINT_URL"]
mock_aws().start()
boto3.client("secretsmanager").create_secret(Name=os.environ["TOKEN_SECRET"], SecretString="any")
boto3.client("dynamodb").create_table(TableName=os.environ["CHECKPOINTS_TABLE"], **event["table"])
boto3.client("dynamodb").put_item(TableName=os.environ["CHECKPOINTS_TABLE"], Item={
    "source": {"S": json.loads(os.environ["API"])["name"]}, "version": {"N": "1"},
    "reached_at": {"S": "2017-03-01T00:00:00+00:00"}, "not_before": {"N": str(time.time() + 3_600)},
})
"""
# Who compares with a database has its credentials, and finds one without a table to compare.
A_SOURCE = """
import boto3
from moto import mock_aws
del os.environ["AWS_ENDPOINT_URL"]
mock_aws().start()
secret = json.dumps(event["secret"])
arn = boto3.client("secretsmanager").create_secret(Name="source", SecretString=secret)["ARN"]
os.environ |= {"SECRET_ARN": arn, "DATABASE": "postgres", "TABLES": "[]"}
"""
# A queue's function wants a message, and this one comes to nothing.
MESSAGE = {
    "messageId": "1",
    "receiptHandle": "r",
    "body": "{}",
    "attributes": {"SentTimestamp": "0", "ApproximateReceiveCount": "1"},
    "messageAttributes": {},
    "md5OfBody": "m",
    "eventSource": "aws:sqs",
    "eventSourceARN": "arn:aws:sqs:eu-west-1:111122223333:any",
    "awsRegion": "eu-west-1",
}


# What is no name in the template, and can't be just any text.
NOWHERE = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}
ADDRESSES = {
    "API_URL": "http://127.0.0.1:9/events",
    "OLDEST_DAY": "2017-01-01",
    "OLDEST_HISTORY_DAY": "2010-01-01",
    "SUPPLIER_URL": "https://supplier.invalid/orders",
}


def emitted(function: Resource) -> dict[str, Any]:
    """The embedded metrics that the function logs when it runs in the template's environment.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    variables = function.properties["Environment"]["Variables"]
    known = {name: value for name, value in variables.items() if isinstance(value, str)}
    given = frozenset((dict.fromkeys(variables, "any") | ADDRESSES | known).items())
    return _logged(function.properties["Handler"], given)


@cache
def _logged(handler: str, variables: frozenset[tuple[str, str]]) -> dict[str, Any]:
    with _event({name for name, _ in variables}) as (event, before):
        finished = subprocess.run(
            [sys.executable, "-c", START + before + INVOKE, handler, json.dumps(event)],
            cwd=REPOSITORY,
            env={**NOWHERE, **dict(variables)},
            capture_output=True,
            check=True,
        )
    logged = map(json.loads, finished.stdout.splitlines())
    (metrics,) = [line for line in logged if "_aws" in line]
    return dict(metrics)


@contextmanager
def _event(told: set[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """An event that comes to nothing, for a function that is told of these, and what it needs to be there."""
    if "MANIFEST_TABLE" in told:
        created = {"bucket": {"name": "raw"}, "object": {"key": "events/1.gz"}}
        yield {"detail": created, "table": table_properties("manifest", "MANIFEST_TABLE")}, AN_OBJECT
    elif "CHECKPOINTS_TABLE" in told:
        yield {"table": table_properties("api_source", "CHECKPOINTS_TABLE", "full")}, A_CHECKPOINT
    elif "CA_FILE" in told:
        with server() as source:
            yield {"secret": source.secret}, A_SOURCE
    else:
        yield {"Records": _records(told)}, ""


def _records(told: set[str]) -> list[dict[str, Any]]:
    """Who reads a stream never gets no records at all, and counts one of which nothing comes."""
    if "IDEMPOTENCY_TABLE" in told or told >= {"CONSUMER", "STREAM"}:
        return [MESSAGE]
    if "SHELVES_TABLE" in told:
        return [{"eventName": "MODIFY", "dynamodb": {"SequenceNumber": "1"}}]
    return [{}] if told & {"LEDGER_TABLE", "ACCOUNTS_TABLE", "STATE_TABLE"} else []
