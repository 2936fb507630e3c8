"""A small app on MiniStack: a table's stream, a stream's consumer, and functions that note their events."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.twin.assemblies import resource
from twin.deploy import Twin
from twin.movers import data_plane
from twin.plane.faults import NoFaults
from twin.plane.observations import Observation, RecordsRead
from twin.plane.plane import DataPlane

TIMEOUT = 30.0
CODE = """
import json, os, time
import boto3

failed = set()

def handler(event, context):
    seen = json.dumps(event["Records"])
    boto3.client("s3").put_object(Bucket=os.environ["SEEN"], Key=str(time.time_ns()), Body=seen)
    for record in event["Records"]:
        image = record.get("dynamodb", {}).get("NewImage", {})
        number = record.get("dynamodb", {}).get("SequenceNumber")
        if "poison" in image or ("flaky" in image and number not in failed):
            failed.add(number)
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}
"""


def arn(logical_id: str, attribute: str = "Arn") -> dict[str, Any]:
    return {"Fn::GetAtt": [logical_id, attribute]}


def mapped(source: dict[str, Any], function: str, **settings: Any) -> dict[str, Any]:
    return resource(
        "AWS::Lambda::EventSourceMapping",
        EventSourceArn=source,
        FunctionName={"Ref": function},
        StartingPosition="TRIM_HORIZON",
        **settings,
    )


def function() -> dict[str, Any]:
    return resource(
        "AWS::Lambda::Function",
        Code={"ZipFile": CODE},
        Handler="index.handler",
        Runtime="python3.12",
        Role=arn("Role"),
        Timeout=30,
        Environment={"Variables": {"SEEN": {"Ref": "Seen"}}},
    )


KEY = [{"AttributeName": "entry", "KeyType": "HASH"}]
PROJECTED = {
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 1,
    "MaximumRecordAgeInSeconds": 86_400,
    "MaximumBatchingWindowInSeconds": 1,
    "BatchSize": 10_000,
    "ParallelizationFactor": 1,
    "DestinationConfig": {"OnFailure": {"Destination": arn("Failures")}},
}
RESOURCES = {
    "Seen": resource("AWS::S3::Bucket"),
    "Failures": resource("AWS::S3::Bucket"),
    "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": []}),
    "Sales": resource("AWS::Kinesis::Stream", ShardCount=1),
    "Fast": resource("AWS::Kinesis::StreamConsumer", ConsumerName="fraud", StreamARN=arn("Sales")),
    "Ledger": resource(
        "AWS::DynamoDB::Table",
        KeySchema=KEY,
        AttributeDefinitions=[{"AttributeName": "entry", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamViewType": "NEW_IMAGE"},
    ),
    "Projection": function(),
    "Fraud": function(),
    "Projected": mapped(arn("Ledger", "StreamArn"), "Projection", **PROJECTED),
    "Screened": mapped(arn("Fast", "ConsumerARN"), "Fraud"),
}


@dataclass
class App:
    """What is deployed, and what moved."""

    twin: Twin
    observed: list[Observation] = field(default_factory=list)

    def named(self, logical_id: str) -> str:
        """The physical id of a resource."""
        return str(self.twin.app.value("App", {"Ref": logical_id}))

    def insert(self, *entries: str, **marks: bool) -> list[str]:
        """Insert as the ledgers do; the error codes, "" for none."""
        marked = "".join(f", '{name}': true" for name in marks)
        statement = f"INSERT INTO \"{self.named('Ledger')}\" VALUE {{'entry': ?{marked}}}"
        answer = self.twin.emulator.client("dynamodb").batch_execute_statement(
            Statements=[{"Statement": statement, "Parameters": [{"S": entry}]} for entry in entries]
        )
        return [each.get("Error", {}).get("Code", "") for each in answer["Responses"]]

    def put(self, data: str) -> None:
        self.twin.emulator.client("kinesis").put_record(
            StreamName=self.named("Sales"), Data=data.encode(), PartitionKey="367"
        )

    @property
    def reads(self) -> list[RecordsRead]:
        return [each for each in self.observed if isinstance(each, RecordsRead)]

    def plane(self) -> DataPlane:
        return data_plane(self.twin, faults=NoFaults(), observe=self.observed.append)

    def play(self) -> None:
        """Move what there is to its end."""
        plane = self.plane()
        plane.start()
        try:
            plane.drain(TIMEOUT)
        finally:
            plane.stop()

    def objects(self, bucket: str) -> list[Any]:
        """The JSON documents in a bucket, in the order of their keys."""
        s3, name = self.twin.emulator.client("s3"), self.named(bucket)
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=name).get("Contents", [])]
        return [json.load(s3.get_object(Bucket=name, Key=key)["Body"]) for key in sorted(keys)]
