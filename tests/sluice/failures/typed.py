"""Commands as they are typed, against an environment in moto."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from contracts.refusals import BrokenContract, Reason
from lambdas.core.quarantine import Quarantine, RejectedRecord
from lambdas.core.records import KinesisRecord
from sluice.__main__ import app
from tests.lambdas.sales import encoded, line, record, sale
from tests.sluice.failures.worlds import recoveries_properties

OUTPUTS = {
    "Storage": {
        "QuarantineBucket": "quarantine",
        "FailuresBucket": "failures",
        "RawBucket": "raw",
        "LandingBucket": "landing",
        "RecoveriesTable": "recoveries",
        "OldestDay": "2017-01-01",
        "OldestHistoryDay": "2010-01-01",
    },
    "Stream": {"StreamName": "sales"},
    "Consumers": {},
    "Events": {},
}
BROKEN = encoded(sale(1, lines=[line("pear", "3")]))


@cache
def _session() -> boto3.Session:
    """It remembers the services' descriptions: reading them takes longer than most tests."""
    return boto3.Session()


@contextmanager
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make dev's buckets, table, stream, and the stacks whose outputs name them."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    with mock_aws():
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", _session())
        here: Any = {"LocationConstraint": "eu-west-1"}
        for bucket in [name for output, name in OUTPUTS["Storage"].items() if output.endswith("Bucket")]:
            boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=here)
        boto3.client("dynamodb").create_table(TableName="recoveries", **recoveries_properties())
        boto3.client("kinesis").create_stream(StreamName="sales", ShardCount=1)
        for name, outputs in OUTPUTS.items():
            create_stack(f"Sluice-dev-{name}", outputs)
        yield


def create_stack(name: str, outputs: dict[str, str]) -> None:
    """A stack of outputs, and of a queue with its dead letters."""
    dead = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{name}-dead"}}
    policy = {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters0A1B2C3D", "Arn"]}, "maxReceiveCount": 5}
    work = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name, "RedrivePolicy": policy}}
    body = {
        "Resources": {"DeadLetters0A1B2C3D": dead, "Work0A1B2C3D": work},
        "Outputs": {output: {"Value": each} for output, each in outputs.items()},
    }
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(body))


def refuse(payload: bytes, number: int = 1, reason: Reason = Reason.WRONG_SHAPE) -> None:
    """Quarantine a record as both consumers do."""
    broken = BrokenContract(reason, "lines[0].quantity", "Expected `int`, got `str`")
    for consumer in ("inventory", "loyalty"):
        refusal = RejectedRecord(KinesisRecord.of(record(payload, number)), broken)
        Quarantine(boto3.client("s3"), "quarantine", consumer).keep([refusal])


def ran(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, arguments)


def answered(*arguments: str) -> Any:
    """What a command answers a program."""
    answer = ran(*arguments, "--json")

    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def stream() -> list[bytes]:
    """What the stream took."""
    kinesis = boto3.client("kinesis")
    [shard] = kinesis.list_shards(StreamName="sales")["Shards"]
    start = kinesis.get_shard_iterator(
        StreamName="sales", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return [each["Data"] for each in kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]]
