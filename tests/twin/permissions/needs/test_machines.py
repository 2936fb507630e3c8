"""What Step Functions needs of a machine's role."""

import json
from pathlib import Path

import pytest

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import allow, app, arn, needed, refused, role
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.row import UnknownNeed
from twin.resolve import Resolved

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:step"
TASK = {"Type": "Task", "Resource": FUNCTION, "End": True}
READER = {
    "Resource": "arn:aws:states:::s3:getObject",
    "Parameters": {"Bucket": "plans", "Key.$": "$.file"},
}
MAP = {
    "Type": "Map",
    "Label": "Parts",
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED"},
        "StartAt": "Inner",
        "States": {"Inner": TASK},
    },
}


def machine(directory: Path, *statements: object, states: object, **more: object) -> Resolved:
    """A machine of these states."""
    return app(
        directory,
        Role=role("states.amazonaws.com", *statements),
        Log=resource("AWS::Logs::LogGroup", LogGroupName="/machine"),
        Machine=resource(
            "AWS::StepFunctions::StateMachine",
            RoleArn=arn("Role"),
            DefinitionString=json.dumps({"StartAt": "First", "States": states}),
            **more,
        ),
    )


def test_a_step_invokes_its_function_however_it_is_written(tmp_path: Path) -> None:
    invoke = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": FUNCTION},
    }

    for state in (TASK, invoke):
        assert needed(machine(tmp_path, states={"First": state})) == {
            ("lambda:InvokeFunction", "function:step")
        }


def test_a_distributed_map_runs_the_machine_itself(tmp_path: Path) -> None:
    assert needed(machine(tmp_path, states={"First": MAP})) == {
        ("lambda:InvokeFunction", "function:step"),
        ("states:StartExecution", "stateMachine:Machine"),
        ("states:DescribeExecution", "execution:Machine:*"),
        ("states:StopExecution", "execution:Machine:*"),
        ("states:RedriveExecution", "execution:Machine/Parts:*"),
    }


def test_a_step_within_a_branch_is_a_step(tmp_path: Path) -> None:
    parallel = {"Type": "Parallel", "Branches": [{"StartAt": "Inner", "States": {"Inner": TASK}}]}

    assert needed(machine(tmp_path, states={"First": parallel})) == {
        ("lambda:InvokeFunction", "function:step")
    }


def test_items_that_are_named_at_run_time_lie_where_the_role_may_read(tmp_path: Path) -> None:
    states = {"First": {**MAP, "ItemReader": READER}}
    reading = allow("s3:GetObject", on="arn:aws:s3:::plans/replays/*")
    elsewhere = allow("s3:GetObject", on="arn:aws:s3:::others/*")
    writing = allow("s3:PutObject", on="arn:aws:s3:::plans/replays/*")
    missing = ("s3:GetObject", "plans/*")

    assert missing not in refused(machine(tmp_path, reading, states=states))
    assert missing in refused(machine(tmp_path, elsewhere, states=states))
    assert missing in refused(machine(tmp_path, writing, states=states))


def test_items_that_the_definition_names_are_read_by_name(tmp_path: Path) -> None:
    named = {**READER, "Parameters": {"Bucket": "plans", "Key": "all.jsonl"}}
    found = needed(machine(tmp_path, states={"First": {**MAP, "ItemReader": named}}))

    assert ("s3:GetObject", "plans/all.jsonl") in found


def test_a_log_is_delivered_and_written(tmp_path: Path) -> None:
    logging = {"Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": arn("Log")}}]}
    found = needed(machine(tmp_path, states={"First": TASK}, LoggingConfiguration=logging))

    assert ("logs:CreateLogDelivery", "*") in found
    assert ("logs:PutLogEvents", "log-group:/machine:log-stream:*") in found


def test_a_step_of_another_kind_is_refused(tmp_path: Path) -> None:
    batch = {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync"}

    with pytest.raises(UnknownNeed, match="batch:submitJob"):
        needed(machine(tmp_path, states={"First": batch}))


def test_items_that_are_listed_are_refused(tmp_path: Path) -> None:
    listing = {**READER, "Resource": "arn:aws:states:::s3:listObjectsV2"}

    with pytest.raises(UnknownNeed, match="listObjectsV2"):
        needed(machine(tmp_path, states={"First": {**MAP, "ItemReader": listing}}))
