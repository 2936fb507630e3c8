"""Who assumes the break-glass role is reported, and each version that a call deletes from raw."""

from pathlib import Path
from typing import Any

import pytest

from tests.stacks.synthesized import Environment
from twin.assembly import Assembly, Stack
from twin.permissions.plan import planned
from twin.resolve import Resolved
from twin.semantics.event_pattern import EventPattern

OTHER = "arn:aws:iam::111122223333:role/other"


def resolved(environment: Environment) -> Resolved:
    stacks = tuple(Stack(name, template) for name, template in environment.templates.items())
    return planned(Assembly(Path(), stacks))


def assumed(role: str) -> dict[str, Any]:
    """What CloudTrail has of it, as far as a rule looks.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    """
    return {
        "source": "aws.sts",
        "detail-type": "AWS API Call via CloudTrail",
        "detail": {
            "eventName": "AssumeRole",
            "requestParameters": {"roleArn": role, "roleSessionName": "anna"},
        },
    }


def deleted(bucket: str, reason: str = "DeleteObject") -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html."""
    return {
        "source": "aws.s3",
        "detail-type": "Object Deleted",
        "detail": {
            "bucket": {"name": bucket},
            "object": {"key": "events/raw.gz", "version-id": "1"},
            "reason": reason,
            "deletion-type": "Permanently Deleted",
        },
    }


def reported(app: Resolved, event: dict[str, Any]) -> bool:
    """Whether a rule of the monitoring sends it to the queue."""
    [queue] = [
        one for one in app.resources("AWS::SQS::Queue") if one.path.endswith("/BreakGlass/Notices/Resource")
    ]
    rules = [one for one in app.resources("AWS::Events::Rule") if "/BreakGlass/" in one.path]
    assert len(rules) == 2
    for rule in rules:
        [target] = rule.properties["Targets"]
        assert target["Arn"] == app.arn(queue)
    return any(EventPattern.parse(rule.properties["EventPattern"]).matches(event) for rule in rules)


def test_who_assumes_the_role_is_reported(environment: Environment) -> None:
    app = resolved(environment)

    assert reported(app, assumed(app.output("BreakGlassRoleArn")))
    assert not reported(app, assumed(OTHER))


def test_the_rule_gets_what_cloudtrail_calls_read_only(environment: Environment) -> None:
    """AssumeRole is: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html."""
    rules = [
        each.properties
        for each in resolved(environment).resources("AWS::Events::Rule")
        if "aws.sts" in each.properties.get("EventPattern", {}).get("source", ())
    ]

    assert [each["State"] for each in rules] == ["ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]


def test_what_a_call_deletes_from_raw_is_reported_and_what_expires_is_not(environment: Environment) -> None:
    app = resolved(environment)
    raw = app.output("RawBucket")

    assert reported(app, deleted(raw))
    assert not reported(app, deleted(raw, "Lifecycle Expiration"))
    assert not reported(app, deleted("another"))


@pytest.mark.parametrize("name", ["BreakGlassUsed", "BreakGlassUndelivered"])
def test_a_use_of_the_role_pages_somebody(environment: Environment, name: str) -> None:
    [alarm] = [one for one in environment.every("AWS::CloudWatch::Alarm") if one.logical_id[:-8] == name]
    [topic] = [one for one in environment.every("AWS::SNS::Topic") if one.logical_id.startswith("Page")]

    assert alarm.properties["AlarmActions"] == [{"Ref": topic.logical_id}]
    assert alarm.properties["Threshold"] == 1
