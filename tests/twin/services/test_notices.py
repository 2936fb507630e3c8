"""A bucket that tells the default bus of its objects, and a function that a rule gives them to."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import eventbridge

from tests.twin.assemblies import resource
from twin.emulator import Emulator
from twin.errors import NotInstalled
from twin.services import notices

CODE = """
import json, time
import boto3

def handler(event, context):
    key = event["detail"]["object"]["key"]
    s3 = boto3.client("s3")
    s3.put_object(Bucket="seen", Key=f"{time.time_ns()}", Body=json.dumps(event))
    tried = s3.list_objects_v2(Bucket="seen")["KeyCount"]
    if key.startswith("flaky") and tried == 1 or key.startswith("poison"):
        raise RuntimeError(key)
"""
ROLE = resource("AWS::IAM::Role", AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": []})
PATTERN = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": ["raw"]}}}
RESOURCES = {
    "Role": ROLE,
    "Raw": resource(
        "AWS::S3::Bucket",
        BucketName="raw",
        VersioningConfiguration={"Status": "Enabled"},
        NotificationConfiguration={"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
    ),
    "Seen": resource("AWS::S3::Bucket", BucketName="seen"),
    "Function": resource(
        "AWS::Lambda::Function",
        Code={"ZipFile": CODE},
        Handler="index.handler",
        Runtime="python3.12",
        Role={"Fn::GetAtt": ["Role", "Arn"]},
        Timeout=30,
    ),
    "Rule": resource(
        "AWS::Events::Rule",
        EventPattern=PATTERN,
        Targets=[{"Arn": {"Fn::GetAtt": ["Function", "Arn"]}, "Id": "0"}],
    ),
}


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        cloudformation = running.client("cloudformation")
        cloudformation.create_stack(
            StackName="App",
            TemplateBody=json.dumps({"Resources": RESOURCES}),
            Capabilities=["CAPABILITY_IAM"],
        )
        cloudformation.get_waiter("stack_create_complete").wait(StackName="App", WaiterConfig={"Delay": 1})
        yield running


@pytest.fixture(autouse=True)
def nothing_seen(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    for each in s3.list_objects_v2(Bucket="seen").get("Contents", []):
        s3.delete_object(Bucket="seen", Key=each["Key"])


def seen(emulator: Emulator, count: int) -> list[Any]:
    """So many events, once they are there."""
    s3 = emulator.client("s3")
    deadline = time.monotonic() + 30
    while (listed := s3.list_objects_v2(Bucket="seen"))["KeyCount"] < count:
        assert time.monotonic() < deadline, f"only {listed['KeyCount']} of {count} came"
        time.sleep(0.1)
    keys = sorted(each["Key"] for each in listed["Contents"])
    return [json.load(s3.get_object(Bucket="seen", Key=key)["Body"]) for key in keys]


def put(emulator: Emulator, key: str, body: bytes = b"x") -> str:
    return str(emulator.client("s3").put_object(Bucket="raw", Key=key, Body=body)["VersionId"])


def test_an_event_names_exactly_the_version_that_came(emulator: Emulator) -> None:
    """FAULTS 33."""
    first, second = put(emulator, "a b+c", b"1"), put(emulator, "a b+c", b"22")

    told = {each["detail"]["object"]["version-id"]: each["detail"] for each in seen(emulator, 2)}

    assert told.keys() == {first, second}
    assert {each["object"]["key"] for each in told.values()} == {"a b+c"}
    assert [told[first]["object"]["size"], told[second]["object"]["size"]] == [1, 2]


def test_a_copy_on_top_is_told_as_a_version_of_its_own(emulator: Emulator) -> None:
    version = put(emulator, "copied")
    seen(emulator, 1)

    source = {"Bucket": "raw", "Key": "copied", "VersionId": version}
    copied = emulator.client("s3").copy_object(Bucket="raw", Key="copied", CopySource=source)["VersionId"]

    assert seen(emulator, 2)[-1]["detail"]["object"]["version-id"] == copied != version


def test_what_fails_is_tried_again(emulator: Emulator) -> None:
    put(emulator, "flaky")

    first, again = seen(emulator, 2)

    assert first == again


def test_what_fails_for_good_does_not_hold_up_the_next(emulator: Emulator) -> None:
    put(emulator, "poison")
    seen(emulator, 1)
    put(emulator, "good")

    keys = [each["detail"]["object"]["key"] for each in seen(emulator, 4)]

    assert keys == ["poison", "poison", "poison", "good"]


def test_refuses_a_ministack_without_the_parts_that_it_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(eventbridge, "_dispatch_to_lambda")

    with pytest.raises(NotInstalled, match="_dispatch_to_lambda"):
        notices.install()
