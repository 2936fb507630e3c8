"""What comes into raw is entered into its manifest, or somebody is told."""

import json

import pytest

from lambdas.core.raw import EVENTS
from tests.stacks.policies import actions, policies_of, statements
from tests.stacks.synthesized import Environment, Resource
from tests.stacks.watched import alarms

pytestmark = pytest.mark.needs("Replay")

# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
A_DAY, MOST_TRIES = 86_400, 185


def replay(environment: Environment, kind: str, name: str) -> Resource:
    """The resource of a kind that has this name in the stack."""
    found = [one for one in environment.every(kind) if one.stack.endswith("-Replay")]
    (one,) = [one for one in found if one.logical_id.startswith(name)]
    return one


@pytest.fixture
def function(environment: Environment) -> Resource:
    return replay(environment, "AWS::Lambda::Function", "Manifest")


@pytest.fixture
def rule(environment: Environment) -> Resource:
    return replay(environment, "AWS::Events::Rule", "Manifest")


@pytest.fixture
def queue(environment: Environment) -> Resource:
    return replay(environment, "AWS::SQS::Queue", "Manifest")


def test_hears_of_every_object_of_sales_in_raw(environment: Environment, rule: Resource) -> None:
    """FAULTS 33."""
    delivery = environment.base.the("AWS::KinesisFirehose::DeliveryStream")
    (raw,) = [bucket for bucket in environment.every("AWS::S3::Bucket") if delivery.mentions(bucket)]
    pattern = rule.properties["EventPattern"]

    assert (pattern["source"], pattern["detail-type"]) == (["aws.s3"], ["Object Created"])
    assert pattern["detail"]["object"]["key"] == [{"prefix": EVENTS}]
    assert rule.mentions(raw)
    assert "EventBusName" not in rule.properties


def test_tells_the_function_for_a_day_and_keeps_what_it_could_not_tell(
    rule: Resource, function: Resource, queue: Resource
) -> None:
    """FAULTS 38."""
    (target,) = rule.properties["Targets"]

    assert target["Arn"] == {"Fn::GetAtt": [function.logical_id, "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": [queue.logical_id, "Arn"]}}
    assert target["RetryPolicy"] == {
        "MaximumEventAgeInSeconds": A_DAY,
        "MaximumRetryAttempts": MOST_TRIES,
    }


def test_the_rule_and_no_other_may_call_the_function(
    environment: Environment, rule: Resource, function: Resource
) -> None:
    allowed = [one for one in environment.every("AWS::Lambda::Permission") if one.mentions(function)]

    assert [one.properties["Principal"] for one in allowed] == ["events.amazonaws.com"]
    assert [one.properties["SourceArn"] for one in allowed] == [{"Fn::GetAtt": [rule.logical_id, "Arn"]}]


def test_what_the_function_fails_at_is_kept(function: Resource, queue: Resource) -> None:
    """FAULTS 38: EventBridge has delivered it by then, so its own dead letters know nothing of it."""
    assert function.properties["DeadLetterConfig"] == {"TargetArn": {"Fn::GetAtt": [queue.logical_id, "Arn"]}}


def test_whoever_gives_up_may_leave_its_dead_letters(
    environment: Environment, rule: Resource, queue: Resource
) -> None:
    """FAULTS 38: without permission EventBridge drops them."""
    (policy,) = [one for one in environment.every("AWS::SQS::QueuePolicy") if one.mentions(queue)]

    allowed = [s["Condition"]["ArnEquals"] for s in statements(policy) if s["Effect"] == "Allow"]

    assert {"aws:SourceArn": {"Fn::GetAtt": [rule.logical_id, "Arn"]}} in allowed


def test_the_function_reads_versions_of_sales_and_writes_its_table(
    environment: Environment, function: Resource
) -> None:
    """FAULTS 33: it may change nothing of what it describes."""
    (role,) = [role for role in environment.every("AWS::IAM::Role") if function.mentions(role)]
    granted = policies_of(environment, role)

    table = replay(environment, "AWS::DynamoDB::Table", "Manifest")
    assert actions(granted) == {
        "dynamodb:PutItem",
        "dynamodb:Query",
        "kms:Decrypt",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:GetObjectVersion",
        "sqs:SendMessage",
    }
    assert actions(granted, on=table.logical_id) == {"dynamodb:PutItem", "dynamodb:Query"}
    (reading,) = [s for s in granted if s["Action"] == "s3:GetObjectVersion"]
    assert json.dumps(reading["Resource"]).endswith(f'/{EVENTS}*"]]}}')


def test_a_manifest_that_is_behind_is_told_of(environment: Environment, queue: Resource) -> None:
    """FAULTS 33, 38."""
    watched = {alarm.name: alarm.resource for alarm in alarms(environment) if "Manifest" in alarm.name}

    assert watched["ManifestBehind"] == queue
    assert watched.keys() == {"ManifestBehind", "ManifestFailing"}
