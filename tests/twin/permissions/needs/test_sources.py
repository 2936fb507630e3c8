"""What AWS IoT needs of a topic rule's role, and the Scheduler of a schedule's that starts a function."""

import json
from pathlib import Path

import pytest

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import allow, app, arn, needed, refused, role
from twin.permissions.needs.row import UnknownNeed
from twin.resolve import Resolved

PUT = {"Kinesis": {"StreamName": "sales", "PartitionKey": "${topic(3)}", "RoleArn": arn("Role")}}
SEND = {"Sqs": {"QueueUrl": {"Ref": "Failed"}, "RoleArn": arn("Role")}}


def rule(directory: Path, *statements: object, action: object = PUT) -> Resolved:
    """A rule whose error action is a queue."""
    return app(
        directory,
        Role=role("iot.amazonaws.com", *statements),
        Failed=resource("AWS::SQS::Queue"),
        Rule=resource("AWS::IoT::TopicRule", TopicRulePayload={"Actions": [action], "ErrorAction": SEND}),
    )


def test_a_rule_puts_and_sends_what_failed(tmp_path: Path) -> None:
    assert needed(rule(tmp_path)) == {("kinesis:PutRecord", "stream/sales"), ("sqs:SendMessage", "Failed")}


def test_a_rule_that_may_not_send_what_failed_is_told_of(tmp_path: Path) -> None:
    may = allow("kinesis:PutRecord", on="arn:aws:kinesis:eu-west-1:111122223333:stream/sales")

    assert refused(rule(tmp_path, may)) == {("sqs:SendMessage", "Failed")}


def test_an_action_that_no_row_tells_of_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownNeed, match="has an action Lambda, and no row tells what that needs"):
        needed(rule(tmp_path, action={"Lambda": {"FunctionArn": "any"}}))


def test_a_schedule_invokes_the_function_that_it_names(tmp_path: Path) -> None:
    asked = {"FunctionName": "reader", "InvocationType": "Event", "Payload": "{}"}
    target = {
        "Arn": "arn:aws:scheduler:::aws-sdk:lambda:invoke",
        "Input": json.dumps(asked),
        "RoleArn": arn("Role"),
    }
    schedule = app(
        tmp_path,
        Role=role("scheduler.amazonaws.com"),
        Schedule=resource("AWS::Scheduler::Schedule", Target=target),
    )

    assert needed(schedule) == {("lambda:InvokeFunction", "function:reader")}
