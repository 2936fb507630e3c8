"""What lies in an environment: dev's tables, bucket, stream, delivery, bus and machine, as synthesized."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import boto3

from domain.points import effect as points
from domain.stock import effect as movement
from tests.lambdas.ledgers import CREATABLE, table_properties
from tests.synthesis import resources, templates

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

REGION: Any = "eu-west-1"
RAW, STREAM, DELIVERY, BUS = "raw", "sales", "delivery", "bus"
MANIFEST, REPLAYS = "manifest", "replays"
EFFECTS = {"inventory": movement, "loyalty": points}
MACHINE = {"StartAt": "Any", "States": {"Any": {"Type": "Pass", "End": True}}}
QUEUE = {"Type": "AWS::SQS::Queue"}


def deploy(dynamodb: "DynamoDBClient", s3: "S3Client") -> str:
    """Make all of it, and the outputs that name it; return the ARN of the machine."""
    machine = _machine()
    _tables(dynamodb)
    _raw(s3)
    _flow()
    _bus()
    _outputs(machine)
    return machine


def _machine() -> str:
    role = "arn:aws:iam::111122223333:role/any"
    made = boto3.client("stepfunctions").create_state_machine(
        name="replay", definition=json.dumps(MACHINE), roleArn=role
    )
    return str(made["stateMachineArn"])


def _tables(dynamodb: "DynamoDBClient") -> None:
    for consumer in EFFECTS:
        dynamodb.create_table(TableName=consumer, **table_properties(consumer))
    for name, output in ((MANIFEST, "ManifestTable"), (REPLAYS, "ReplaysTable")):
        dynamodb.create_table(TableName=name, **_declared(output))


def _raw(s3: "S3Client") -> None:
    s3.create_bucket(Bucket=RAW, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=RAW, VersioningConfiguration={"Status": "Enabled"})


def _flow() -> None:
    [stream] = resources("dev", "AWS::Kinesis::Stream")
    boto3.client("kinesis").create_stream(StreamName=STREAM, ShardCount=stream["Properties"]["ShardCount"])
    [delivery] = resources("dev", "AWS::KinesisFirehose::DeliveryStream")
    hints = delivery["Properties"]["ExtendedS3DestinationConfiguration"]["BufferingHints"]
    boto3.client("firehose").create_delivery_stream(
        DeliveryStreamName=DELIVERY,
        ExtendedS3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::111122223333:role/any",
            "BucketARN": f"arn:aws:s3:::{RAW}",
            "BufferingHints": hints,
        },
    )


def _bus() -> None:
    events = boto3.client("events")
    events.create_event_bus(Name=BUS)
    deciding = ("Sluice-dev-Fraud", "Sluice-dev-Shelves")
    resources = [each["Resources"] for stack, each in templates("dev").items() if stack in deciding]
    for name, each in [named for template in resources for named in template.items()]:
        if each["Type"] == "AWS::Events::Rule":
            pattern = json.dumps(each["Properties"]["EventPattern"])
            events.put_rule(Name=name, EventBusName=BUS, EventPattern=pattern)


def _outputs(machine: str) -> None:
    for capability, told in outputs(machine).items():
        named = {name: {"Value": value} for name, value in told.items()}
        body = json.dumps({"Resources": {"Any": QUEUE}, "Outputs": named})
        boto3.client("cloudformation").create_stack(StackName=f"Sluice-dev-{capability}", TemplateBody=body)


def outputs(machine: str) -> Mapping[str, Mapping[str, str]]:
    """What the stacks tell, by their capability."""
    return {
        "Consumers": {f"{name.capitalize()}Ledger": name for name in EFFECTS},
        "Events": {"BusName": BUS},
        "Replay": {
            "ManifestTable": MANIFEST,
            "ReplayConsumers": ",".join((*EFFECTS, "fraud")),
            "ReplayMachine": machine,
            "ReplaysTable": REPLAYS,
        },
        "Storage": {"RawBucket": RAW, "OldestDay": "2017-01-01", "OldestHistoryDay": "2010-01-01"},
        "Stream": {"StreamName": STREAM, "DeliveryStreamName": DELIVERY},
    }


def _declared(output: str) -> dict[str, Any]:
    """What the template says of the table that an output of the replays' stack names."""
    template = templates("dev")["Sluice-dev-Replay"]
    table = template["Resources"][template["Outputs"][output]["Value"]["Ref"]]["Properties"]
    return {name: table[name] for name in CREATABLE if name in table}
