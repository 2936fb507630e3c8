from pathlib import Path

import pytest

from tests.twin.assemblies import assembly, resource
from twin.errors import Unresolvable
from twin.resolve import Parameters, Resolved

STORAGE = {
    "Resources": {"Raw": resource("AWS::S3::Bucket"), "Key": resource("AWS::KMS::Key")},
    "Outputs": {
        "RawBucket": {"Value": {"Ref": "Raw"}},
        "RawArn": {"Value": {"Fn::GetAtt": ["Raw", "Arn"]}, "Export": {"Name": "Storage:RawArn"}},
    },
}
IDS = {
    ("Storage", "Raw"): "raw-1",
    ("Storage", "Key"): "key-1",
    ("Stream", "AWS::StackId"): "arn:aws:cloudformation:eu-west-1:111122223333:stack/Stream/0a1b2c3d-77aa",
    ("Stream", "Sales"): "sales-1",
    ("Stream", "Bus"): "bus-1",
    ("Stream", "Rule"): "rule-1",
    ("Stream", "Nightly"): "rule-2",
    ("Stream", "Machine"): "arn:aws:states:eu-west-1:111122223333:stateMachine:machine-1",
    ("Stream", "Queue"): "http://127.0.0.1:4566/111122223333/queue-1",
}


def resolved(directory: Path, parameters: Parameters | None = None) -> Resolved:
    stream = {
        "Parameters": {"SupplierUrl": {"Default": "https://supplier.example"}, "Needed": {"Type": "String"}},
        "Resources": {
            "Sales": resource("AWS::Kinesis::Stream", Name={"Ref": "AWS::Region"}, ShardCount=2),
            "Bus": resource("AWS::Events::EventBus", Name="bus-1"),
            "Rule": resource("AWS::Events::Rule", EventBusName={"Ref": "Bus"}),
            "Nightly": resource("AWS::Events::Rule", ScheduleExpression="rate(1 day)"),
            "Queue": resource("AWS::SQS::Queue"),
            "Machine": resource("AWS::StepFunctions::StateMachine"),
        },
    }
    return Resolved(assembly(directory, {"Storage": STORAGE, "Stream": stream}), IDS, parameters)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"Ref": "Sales"}, "sales-1"),
        ({"Fn::GetAtt": ["Sales", "Arn"]}, "arn:aws:kinesis:eu-west-1:111122223333:stream/sales-1"),
        ({"Fn::GetAtt": ["Bus", "Arn"]}, "arn:aws:events:eu-west-1:111122223333:event-bus/bus-1"),
        ({"Fn::GetAtt": ["Rule", "Arn"]}, "arn:aws:events:eu-west-1:111122223333:rule/bus-1/rule-1"),
        ({"Fn::GetAtt": ["Nightly", "Arn"]}, "arn:aws:events:eu-west-1:111122223333:rule/rule-2"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "arn:aws:sqs:eu-west-1:111122223333:queue-1"),
        (
            {"Fn::GetAtt": ["Machine", "Arn"]},
            "arn:aws:states:eu-west-1:111122223333:stateMachine:machine-1",
        ),
        ({"Ref": "SupplierUrl"}, "https://supplier.example"),
        ({"Fn::ImportValue": "Storage:RawArn"}, "arn:aws:s3:::raw-1"),
        ({"Fn::GetStackOutput": {"StackName": "Storage", "OutputName": "RawBucket"}}, "raw-1"),
        ({"Fn::Join": ["/", ["a", {"Fn::ImportValue": "Storage:RawArn"}]]}, "a/arn:aws:s3:::raw-1"),
        ({"Fn::Select": [1, {"Fn::Split": ["-", {"Ref": "Sales"}]}]}, "1"),
        ({"Fn::Select": ["0", ["a", "b"]]}, "a"),
        ({"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}, "0a1b2c3d-77aa"),
        ({"Fn::Base64": {"Fn::Join": ["", ["of ", {"Ref": "Sales"}]]}}, "b2Ygc2FsZXMtMQ=="),
        ({"Fn::Sub": "assets-${AWS::AccountId}-${Sales}."}, "assets-111122223333-sales-1."),
        (
            [{"Rule": {"Ref": "AWS::Partition"}, "On": True, "Ref": 1}],
            [{"Rule": "aws", "On": True, "Ref": 1}],
        ),
    ],
)
def test_resolves_references_as_cloudformation_does(tmp_path: Path, raw: object, expected: object) -> None:
    assert resolved(tmp_path).value("Stream", raw) == expected


def test_tells_an_attribute_that_only_the_deployment_knows(tmp_path: Path) -> None:
    template = {"Resources": {"Ledger": resource("AWS::DynamoDB::Table")}}
    app = assembly(tmp_path, {"Data": template})
    label = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger-1/stream/2026-11-22T11:19:14.023"

    told = Resolved(
        app, {("Data", "Ledger"): "ledger-1"}, attributes={("Data", "Ledger", "StreamArn"): label}
    )

    assert told.value("Data", {"Fn::GetAtt": ["Ledger", "StreamArn"]}) == label
    assert str(told.value("Data", {"Fn::GetAtt": ["Ledger", "Arn"]})).endswith("table/ledger-1")


def test_takes_a_parameter_s_default_unless_it_was_overridden(tmp_path: Path) -> None:
    overridden = resolved(tmp_path, {("Stream", "SupplierUrl"): "", ("Stream", "Needed"): "here"})

    assert overridden.value("Stream", [{"Ref": "SupplierUrl"}, {"Ref": "Needed"}]) == ["", "here"]


def test_gives_resources_their_physical_ids_and_resolved_properties(tmp_path: Path) -> None:
    (stream,) = resolved(tmp_path).resources("AWS::Kinesis::Stream")

    assert stream.physical_id == "sales-1"
    assert stream.properties == {"Name": "eu-west-1", "ShardCount": 2}


def test_tells_an_output_by_its_name(tmp_path: Path) -> None:
    assert resolved(tmp_path).output("RawBucket") == "raw-1"


def test_selects_from_what_it_splits(tmp_path: Path) -> None:
    split = {"Fn::Split": ["-", {"Ref": "Sales"}]}

    assert resolved(tmp_path).value("Stream", {"Fn::Select": ["1", split]}) == "1"


@pytest.mark.parametrize(
    "raw",
    [
        {"Ref": "Missing"},
        {"Ref": "Needed"},
        {"Fn::GetAtt": ["Sales", "StreamId"]},
        {"Fn::ImportValue": "nobody:exports"},
        {"Fn::Select": [0, "a"]},
        {"Fn::GetAZs": ""},
    ],
)
def test_refuses_what_it_cannot_resolve(tmp_path: Path, raw: object) -> None:
    with pytest.raises(Unresolvable, match="Stream"):
        resolved(tmp_path).value("Stream", raw)
