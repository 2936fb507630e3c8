"""What EventBridge and its Scheduler need: of roles, of queues, of functions."""

import json
from pathlib import Path

import pytest

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import allow, app, arn, key, needed, refused, role
from twin.loopback import ACCOUNT, REGION
from twin.permissions.authorizer import ASSUME_ROLE
from twin.permissions.needs.row import UnknownNeed
from twin.resolve import Resolved

WORKFLOW = f"arn:aws:glue:{REGION}:{ACCOUNT}:workflow/arrived"
UNIVERSAL = "arn:aws:scheduler:::aws-sdk:"
EVENTS = {"Service": "events.amazonaws.com"}


def ruled(directory: Path, *targets: object, **others: object) -> Resolved:
    """A rule with these targets."""
    return app(
        directory,
        Queue=resource("AWS::SQS::Queue"),
        Rule=resource("AWS::Events::Rule", Targets=list(targets)),
        **others,
    )


def let_in(source: object) -> dict[str, object]:
    """A policy of the queue for what a rule sends."""
    statement = {
        "Effect": "Allow",
        "Principal": EVENTS,
        "Action": "sqs:SendMessage",
        "Resource": arn("Queue"),
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    return resource(
        "AWS::SQS::QueuePolicy", Queues=[{"Ref": "Queue"}], PolicyDocument={"Statement": [statement]}
    )


def test_a_target_without_a_role_lets_the_rule_in_itself(tmp_path: Path) -> None:
    target = {"Arn": arn("Queue")}

    assert refused(ruled(tmp_path, target)) == {("sqs:SendMessage", "Queue")}
    assert not refused(ruled(tmp_path, target, Policy=let_in(arn("Rule"))))


def test_another_rules_permission_is_none(tmp_path: Path) -> None:
    other = resource("AWS::Events::Rule")

    assert refused(ruled(tmp_path, {"Arn": arn("Queue")}, Other=other, Policy=let_in(arn("Other")))) == {
        ("sqs:SendMessage", "Queue")
    }


def test_a_workflow_is_told_with_the_targets_role(tmp_path: Path) -> None:
    target = {"Arn": WORKFLOW, "RoleArn": arn("Role")}
    telling = allow("glue:notifyEvent", on=WORKFLOW)

    assert not refused(ruled(tmp_path, target, Role=role("events.amazonaws.com", telling)))
    assert refused(ruled(tmp_path, target, Role=role("events.amazonaws.com"))) == {
        ("glue:notifyEvent", "workflow/arrived")
    }
    assert refused(ruled(tmp_path, target, Role=role("glue.amazonaws.com", telling))) == {
        (ASSUME_ROLE, "role/Role")
    }


def test_dead_letters_of_a_rule_are_let_in_by_the_queue_whatever_the_role(tmp_path: Path) -> None:
    sending = role("events.amazonaws.com", allow("glue:notifyEvent", "sqs:SendMessage", on="*"))
    target = {"Arn": WORKFLOW, "RoleArn": arn("Role"), "DeadLetterConfig": {"Arn": arn("Queue")}}

    assert refused(ruled(tmp_path, target, Role=sending)) == {("sqs:SendMessage", "Queue")}


def test_a_target_of_a_service_without_a_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNeed, match="TARGETS"):
        refused(ruled(tmp_path, {"Arn": f"arn:aws:batch:{REGION}:{ACCOUNT}:job-queue/q"}))


def scheduled(directory: Path, call: str, asked: object, *statements: object, **target: object) -> Resolved:
    """A schedule that calls an API."""
    trust = {
        "StringEquals": {"aws:SourceArn": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/default"}
    }
    return app(
        directory,
        Role=role("scheduler.amazonaws.com", *statements, condition=trust),
        Queue=resource("AWS::SQS::Queue"),
        Schedule=resource(
            "AWS::Scheduler::Schedule",
            Target={"Arn": UNIVERSAL + call, "Input": json.dumps(asked), "RoleArn": arn("Role"), **target},
        ),
    )


def test_a_schedule_starts_its_job_and_keeps_what_it_could_not_start(tmp_path: Path) -> None:
    kept = {"DeadLetterConfig": {"Arn": arn("Queue")}}
    start = allow("glue:StartJobRun", on=f"arn:aws:glue:{REGION}:{ACCOUNT}:job/close")
    keep = allow("sqs:SendMessage", on=arn("Queue"))
    asked = {"JobName": "close"}

    assert not refused(scheduled(tmp_path, "glue:startJobRun", asked, start, keep, **kept))
    assert refused(scheduled(tmp_path, "glue:startJobRun", asked, **kept)) == {
        ("glue:StartJobRun", "job/close"),
        ("sqs:SendMessage", "Queue"),
    }


def test_a_schedule_of_another_group_is_not_let_in(tmp_path: Path) -> None:
    start = allow("glue:StartJobRun", on="*")
    resolved = app(
        tmp_path,
        Role=role(
            "scheduler.amazonaws.com", start, condition={"StringEquals": {"aws:SourceArn": "arn:aws:another"}}
        ),
        Schedule=resource(
            "AWS::Scheduler::Schedule",
            Target={
                "Arn": f"{UNIVERSAL}glue:startJobRun",
                "Input": '{"JobName": "close"}',
                "RoleArn": arn("Role"),
            },
        ),
    )

    assert refused(resolved) == {(ASSUME_ROLE, "role/Role")}


def test_a_call_without_a_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNeed, match="STARTED"):
        refused(scheduled(tmp_path, "batch:cancelJob", {}))


def test_an_archive_under_a_key_of_the_account_uses_it(tmp_path: Path) -> None:
    use = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
    archive = resource("AWS::Events::Archive", SourceArn="arn:aws:events:bus", KmsKeyIdentifier=arn("Key"))
    let = {"Effect": "Allow", "Principal": EVENTS, "Action": list(use), "Resource": "*"}

    assert refused(app(tmp_path, Key=key(), Archive=archive)) == {(action, "key/Key") for action in use}
    assert not refused(app(tmp_path, Key=key(let), Archive=archive))


def test_an_archive_under_a_key_of_aws_needs_nothing(tmp_path: Path) -> None:
    archive = resource("AWS::Events::Archive", SourceArn="arn:aws:events:bus", KmsKeyIdentifier="")

    assert not needed(app(tmp_path, Archive=archive))
