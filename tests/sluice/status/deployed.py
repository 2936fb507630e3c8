"""An environment in moto, empty: stacks of outputs, tables as synthesized, buckets, queues, a stream."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import boto3

from lambdas.core.batch_report import Position
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import put_entry
from lambdas.core.positions import Positions
from lambdas.core.raw import backfill_key, hour_prefix
from sluice.status.collector import StatusCollector
from sluice.status.completeness import HOUR
from sluice.status.metrics import DELIVERED, TAKEN, Metric
from sluice.status.status import Status
from tests.synthesis import templates

STREAM, DELIVERY = "sales", "archive"
NOW = datetime.now(UTC).replace(minute=30, second=0, microsecond=0)
THIS_HOUR = NOW.replace(minute=0)
CREATABLE = ("AttributeDefinitions", "BillingMode", "KeySchema")
OUTPUTS: Mapping[str, Mapping[str, str]] = {
    "Storage": {
        "RawBucket": "raw",
        "OldestDay": "2017-01-01",
        "OldestHistoryDay": "2010-01-01",
        "QuarantineBucket": "quarantine",
        "FailuresBucket": "failures",
        "RecoveriesTable": "Recoveries",
    },
    "Stream": {
        "StreamName": STREAM,
        "DeliveryStreamName": DELIVERY,
        "SettleMinutes": "11",
        "PositionsTable": "Positions",
    },
    "Consumers": {"StreamConsumers": "inventory"},
    "Fraud": {"StreamConsumers": "fraud"},
    "Lake": {"ParkedDaysTable": "ParkedDays"},
    "Replay": {"ManifestTable": "Manifest", "ReplaysTable": "Replays"},
}


def hour(ago: int) -> datetime:
    """A whole hour, the first of which is the one under way."""
    return THIS_HOUR - ago * HOUR


@dataclass
class Deployed:
    """What the tests do to it."""

    dynamodb: Any = field(default_factory=lambda: boto3.client("dynamodb"))
    kinesis: Any = field(default_factory=lambda: boto3.client("kinesis"))
    s3: Any = field(default_factory=lambda: boto3.client("s3"))
    sqs: Any = field(default_factory=lambda: boto3.client("sqs"))

    def __post_init__(self) -> None:
        for bucket in [name for output, name in OUTPUTS["Storage"].items() if output.endswith("Bucket")]:
            place = {"LocationConstraint": self.s3.meta.region_name}
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
        self.kinesis.create_stream(StreamName=STREAM, ShardCount=1)
        for stack, outputs in OUTPUTS.items():
            for output, name in outputs.items():
                if output.endswith("Table"):
                    self.dynamodb.create_table(TableName=name, **declared(stack, output))
            create_stack(stack, outputs)

    def status(self, hours: int = 3) -> Status:
        return StatusCollector("dev", hours, NOW).collect()

    def takes(self, ago: int, records: int, metric: Metric = TAKEN, resource: str = STREAM) -> None:
        """Count records of an hour."""
        namespace, name, dimension = metric
        dimensions = [{"Name": dimension, "Value": resource}]
        datum: Any = {"MetricName": name, "Dimensions": dimensions, "Timestamp": hour(ago), "Value": records}
        boto3.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[datum])

    def delivers(self, ago: int, records: int, *, late: bool = False, entered: bool = True) -> str:
        """Write an object of an hour, in that hour or just after it, and enter it into the manifest."""
        self.takes(ago, records, DELIVERED, DELIVERY)
        key = f"{hour_prefix(hour(ago))}archive-1-{ago}-{records}-{late}.gz"
        self.s3.put_object(Bucket="raw", Key=key, Body=b"")
        written = hour(ago) + HOUR * (1 if late else 0.5)
        if entered:
            put_entry(self.dynamodb, "Manifest", ManifestEntry(key, "v1", written, 1, records, {}, "hash"))
        return key

    def backfills(self, ago: int, records: int) -> None:
        """Enter an object that a backfill put under an hour."""
        key = backfill_key(hour(ago), "0123abcd-00000", records)
        self.s3.put_object(Bucket="raw", Key=key, Body=b"")
        written = hour(ago) + HOUR * 0.5
        put_entry(self.dynamodb, "Manifest", ManifestEntry(key, "v1", written, 1, records, {}, "hash"))

    def puts(self, *payloads: bytes) -> list[str]:
        """Put records on the stream and return their numbers; moto counts them, in the hour under way."""
        return [
            self.kinesis.put_record(StreamName=STREAM, Data=data, PartitionKey="1")["SequenceNumber"]
            for data in payloads
        ]

    def settles(self, consumer: str, shard: str, number: str) -> None:
        """Note a position as the consumer does."""
        positions = Positions(self.dynamodb, "Positions", consumer, 24 * HOUR)
        positions.reach(Position(shard, number, NOW - HOUR, f"{len(number):03}/{number}"), 60_000)


def create_stack(capability: str, outputs: Mapping[str, str]) -> None:
    """Create a stack of outputs, with a queue and the queue of its dead letters."""
    letters = f"{capability}DeadLetters"
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": [letters, "Arn"]}, "maxReceiveCount": 3}
    body = {
        "Resources": {
            letters: {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": letters}},
            "Work": {
                "Type": "AWS::SQS::Queue",
                "Properties": {"QueueName": f"{capability}Work", "RedrivePolicy": redrive},
            },
        },
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    boto3.client("cloudformation").create_stack(
        StackName=f"Sluice-dev-{capability}", TemplateBody=json.dumps(body)
    )


def declared(stack: str, output: str) -> dict[str, Any]:
    """The table that an output names, as far as CreateTable takes it."""
    template = templates("dev")[f"Sluice-dev-{stack}"]
    table = template["Resources"][template["Outputs"][output]["Value"]["Ref"]]["Properties"]
    return {name: table[name] for name in CREATABLE if name in table}
