"""A small app on MiniStack, moved by the plane as it is wired for the demo."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from ministack.services import kinesis

from tests.twin.assemblies import assembly, resource
from twin import stream_service
from twin.demo.movers import data_plane
from twin.deploy import Twin
from twin.emulator import Emulator
from twin.errors import NotInstalled
from twin.plane.faults import NoFaults
from twin.plane.observations import Observation, Read
from twin.resolve import Resolved, deployed_attributes, deployed_ids

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
    def reads(self) -> list[Read]:
        return [each for each in self.observed if isinstance(each, Read)]

    def play(self) -> None:
        """Move what there is to its end."""
        plane = data_plane(self.twin, faults=NoFaults(), observe=self.observed.append)
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


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def app(emulator: Emulator, tmp_path: Path) -> Iterator[App]:
    cloudformation = emulator.client("cloudformation")
    cloudformation.create_stack(StackName="App", TemplateBody=json.dumps({"Resources": RESOURCES}))
    cloudformation.get_waiter("stack_create_complete").wait(StackName="App", WaiterConfig={"Delay": 1})
    declared = assembly(tmp_path, {"App": {"Resources": RESOURCES}})
    ids = deployed_ids(emulator, declared)
    resolved = Resolved(declared, ids, deployed_attributes(emulator, declared, ids))
    deployed = App(Twin(emulator, resolved, {}, frozenset()))
    yield deployed
    emptied(emulator.client("s3"), deployed.named("Seen"), deployed.named("Failures"))
    cloudformation.delete_stack(StackName="App")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="App", WaiterConfig={"Delay": 1})


def emptied(s3: Any, *buckets: str) -> None:
    for bucket in buckets:
        for each in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=each["Key"])


def entries(records: list[Any]) -> list[str]:
    return [each["dynamodb"]["NewImage"]["entry"]["S"] for each in records]


def test_a_partiql_insert_appears_in_the_tables_stream_once_and_a_refused_one_never(app: App) -> None:
    codes = app.insert("a", "b") + app.insert("a", "c")

    app.play()

    assert codes == ["", "", "DuplicateItem", ""]
    (batch,) = app.objects("Seen")
    assert entries(batch) == ["a", "b", "c"]
    assert {each["eventName"] for each in batch} == {"INSERT"}


def test_a_tables_changes_come_again_from_the_reported_one(app: App) -> None:
    """FAULTS 2."""
    app.insert("a")
    app.insert("b", flaky=True)
    app.insert("c")

    app.play()

    assert list(map(entries, app.objects("Seen"))) == [["a", "b", "c"], ["b", "c"]]
    assert app.objects("Failures") == []


def test_poison_in_a_tables_stream_is_given_up_alone_and_archived(app: App) -> None:
    """FAULTS 4."""
    app.insert("a")
    app.insert("b", poison=True)
    app.insert("c")

    app.play()

    (document,) = app.objects("Failures")
    assert entries(document["payload"]["Records"]) == ["b"]
    assert document["DDBStreamBatchInfo"]["streamArn"] == app.twin.app.value(
        "App", arn("Ledger", "StreamArn")
    )
    assert list(map(entries, app.objects("Seen"))) == [["a", "b", "c"], ["b", "c"], ["b"], ["b"], ["c"]]


def test_a_consumer_gets_records_pushed_under_its_own_arn(app: App) -> None:
    plane = data_plane(app.twin, faults=NoFaults(), observe=app.observed.append)
    plane.start()
    for number in range(3):
        time.sleep(0.3)  # the shared interval would find it 0.7 s later
        app.put("sale")
        until(lambda: len(app.reads) > number)  # noqa: B023 - it is done when the number changes
    plane.drain(TIMEOUT)
    plane.stop()

    records = [record for batch in app.objects("Seen") for record in batch]
    arrived = [record["kinesis"]["approximateArrivalTimestamp"] for record in records]
    consumers = app.twin.emulator.client("kinesis").list_stream_consumers(
        StreamARN=app.twin.app.value("App", arn("Sales"))
    )["Consumers"]
    assert median(read.at - at for read, at in zip(app.reads, arrived, strict=True)) < 0.4
    assert {record["eventSourceARN"] for record in records} == {app.named("Fast")}
    assert [each["ConsumerARN"] for each in consumers] == [app.named("Fast")]


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_refuses_a_ministack_without_the_parts_that_it_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(kinesis, "_register_consumer")

    with pytest.raises(NotInstalled, match="_register_consumer"):
        stream_service.install()
