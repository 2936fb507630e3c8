"""What the bus promises: nothing is lost on it, nobody from outside is on it, and nothing happens twice."""

import json
from typing import Any

import pytest

from lambdas.events import EVENTS, SOURCE
from lambdas.reorder.policy import policy
from lambdas.shelves.rules import rules as shelf_rules
from stacks.constructs.reorder import SLACK_DAYS
from tests.stacks.policies import actions, policies_of, statements
from tests.stacks.synthesized import Environment, Resource

DAY = 86_400


def subscription(environment: Environment, name: str) -> Resource:
    """A rule of the bus."""
    (rule,) = [one for one in rules(environment) if one.logical_id.startswith(name)]
    return rule


def rules(environment: Environment) -> list[Resource]:
    """Every rule of the bus."""
    bus = environment.the("AWS::Events::EventBus")
    return [rule for rule in environment.every("AWS::Events::Rule") if rule.mentions(bus)]


def told(environment: Environment, name: str) -> dict[str, Any]:
    """The environment of a function."""
    for function in environment.every("AWS::Lambda::Function"):
        variables = function.properties["Environment"]["Variables"]
        if variables["POWERTOOLS_SERVICE_NAME"] == name:
            return dict(variables)
    raise LookupError(name)


def queue_of(environment: Environment) -> Resource:
    """The queue of what is to be ordered."""
    (target,) = subscription(environment, "Orders").properties["Targets"]
    logical_id, _ = target["Arn"]["Fn::GetAtt"]
    (queue,) = [one for one in environment.every("AWS::SQS::Queue") if one.logical_id == logical_id]
    return queue


def reorder(environment: Environment) -> tuple[Resource, Resource]:
    """The function that orders, and its mapping."""
    queue = queue_of(environment)
    (mapping,) = [one for one in environment.every("AWS::Lambda::EventSourceMapping") if one.mentions(queue)]
    (function,) = [one for one in environment.every("AWS::Lambda::Function") if mapping.mentions(one)]
    return function, mapping


def test_every_rule_takes_events_that_the_code_sends(environment: Environment) -> None:
    names = {event.__name__ for event in EVENTS}
    for rule in rules(environment):
        pattern = rule.properties["EventPattern"]
        assert pattern["source"] == [SOURCE]
        assert set(pattern["detail-type"]) <= names


def test_a_replay_passes_only_by_the_name_of_its_rule(environment: Environment) -> None:
    """FAULTS 39."""
    for rule in rules(environment):
        name = rule.logical_id[:-8].lower()
        pattern = rule.properties["EventPattern"]
        assert pattern["replay-name"] == [{"exists": False}, {"prefix": f"{name}-"}]


def test_every_rule_says_what_comes_of_a_replay(environment: Environment) -> None:
    """`sluice events replay` says it before it starts; EventBridge takes 512 characters."""
    for rule in rules(environment):
        assert 0 < len(rule.properties["Description"]) <= 512


def test_the_archive_is_found_by_its_name(environment: Environment) -> None:
    outputs = environment.templates[f"Sluice-{environment.config.environment}-Events"]["Outputs"]

    assert outputs["BusArchive"]["Value"] == {"Ref": environment.the("AWS::Events::Archive").logical_id}


def test_every_target_is_tried_for_a_day_and_then_has_dead_letters(environment: Environment) -> None:
    """FAULTS 38."""
    for rule in rules(environment):
        for target in rule.properties["Targets"]:
            assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": DAY, "MaximumRetryAttempts": 185}
            assert target["DeadLetterConfig"]["Arn"] != target["Arn"]


def test_every_rule_may_fill_its_queue_and_its_dead_letters(environment: Environment) -> None:
    policies = [s for policy in environment.every("AWS::SQS::QueuePolicy") for s in statements(policy)]
    for rule in rules(environment):
        source = {"Fn::GetAtt": [rule.logical_id, "Arn"]}
        allowed = [
            s["Resource"] for s in policies if s.get("Condition") == {"ArnEquals": {"aws:SourceArn": source}}
        ]
        for target in rule.properties["Targets"]:
            assert target["Arn"] in allowed
            assert target["DeadLetterConfig"]["Arn"] in allowed


def test_every_event_is_archived_for_as_long_as_the_environment_says(environment: Environment) -> None:
    archive = environment.the("AWS::Events::Archive").properties

    assert archive["EventPattern"] == {"source": [SOURCE]}
    assert archive["RetentionDays"] == environment.config.event_archive_days


def test_an_order_is_known_for_longer_than_any_replay_and_any_queue(environment: Environment) -> None:
    """FAULTS 14."""
    retention = environment.the("AWS::Events::Archive").properties["RetentionDays"]
    waits = queue_of(environment).properties["MessageRetentionPeriod"]

    window = int(told(environment, "reorder")["ORDER_WINDOW_SECONDS"])

    assert window >= max(retention * DAY, waits) + SLACK_DAYS * DAY


def test_what_was_ordered_expires_where_powertools_says(environment: Environment) -> None:
    (table,) = [one for one in environment.every("AWS::DynamoDB::Table") if "Placed" in one.logical_id]

    assert table.properties["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table.properties["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}


def test_nobody_from_outside_is_on_the_bus(environment: Environment) -> None:
    statement = environment.the("AWS::Events::EventBusPolicy").properties["Statement"]

    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert "events:PutEvents" in statement["Action"]
    assert statement["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}},
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    }


def test_a_message_is_hidden_for_six_times_as_long_as_its_function_may_run(environment: Environment) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig."""
    function, _ = reorder(environment)

    assert queue_of(environment).properties["VisibilityTimeout"] == 6 * function.properties["Timeout"]


def test_a_message_that_fails_comes_again_alone_and_ends_as_a_dead_letter(environment: Environment) -> None:
    _, mapping = reorder(environment)
    redrive = queue_of(environment).properties["RedrivePolicy"]

    assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # At least 5, so that throttled polls don't make dead letters: the page above.
    assert redrive["maxReceiveCount"] >= 5


def test_the_order_desk_may_do_what_it_needs_and_no_more(environment: Environment) -> None:
    function, _ = reorder(environment)
    (role,) = [one for one in environment.every("AWS::IAM::Role") if function.mentions(one)]
    granted = policies_of(environment, role)

    assert actions(granted) == {
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "events:PutEvents",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
    }
    assert actions(granted, on="/claims/events/*") == {"s3:GetObject", "s3:PutObject"}


def test_what_an_environment_says_is_what_the_code_takes(environment: Environment) -> None:
    assert policy(told(environment, "reorder")["POLICY"])
    assert shelf_rules(told(environment, "shelves")["RULES"])


def test_a_shelf_is_low_before_the_order_desk_finds_it_so(environment: Environment) -> None:
    """The rules wake, the policy decides: what wakes too late is ordered too late."""
    rules = shelf_rules(told(environment, "shelves")["RULES"])
    for terms in policy(told(environment, "reorder")["POLICY"]):
        assert rules.lead_days * rules.safety >= terms.lead_days + terms.safety_days


def test_orders_go_where_the_deployment_says(environment: Environment) -> None:
    name = f"Sluice-{environment.config.environment}-Events"
    parameter = environment.templates[name]["Parameters"]["SupplierUrl"]

    assert told(environment, "reorder")["SUPPLIER_URL"] == {"Ref": "SupplierUrl"}
    assert parameter["Default"].startswith("https://")
    assert ".invalid/" in parameter["Default"]


def test_fraud_reads_through_a_fan_out_of_its_own_without_a_window(environment: Environment) -> None:
    fan_out = environment.the("AWS::Kinesis::StreamConsumer")
    (mapping,) = [
        one for one in environment.every("AWS::Lambda::EventSourceMapping") if one.mentions(fan_out)
    ]

    assert fan_out.mentions(environment.the("AWS::Kinesis::Stream"))
    assert mapping.properties["MaximumBatchingWindowInSeconds"] == 0
    assert "fraud" in json.dumps(mapping.properties["FunctionName"]).lower()


def test_shelves_follow_the_stock_and_nothing_else(environment: Environment) -> None:
    followed = [
        one for one in environment.every("AWS::DynamoDB::Table") if "StreamSpecification" in one.properties
    ]

    assert [table.properties["StreamSpecification"] for table in followed] == [
        {"StreamViewType": "NEW_IMAGE"}
    ]
    assert followed[0].logical_id.startswith("InventoryLedger")


@pytest.mark.parametrize(("name", "table"), [("fraud", "Accounts"), ("shelves", "Table")])
def test_who_decides_may_change_its_own_table_only(environment: Environment, name: str, table: str) -> None:
    (function,) = [
        one
        for one in environment.every("AWS::Lambda::Function")
        if one.properties["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == name
    ]
    (role,) = [one for one in environment.every("AWS::IAM::Role") if function.mentions(one)]
    granted = policies_of(environment, role)

    writes = {"dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"}
    assert {action for action in actions(granted) if "PartiQL" in action} == writes
    assert writes <= actions(granted, on=f"{name.capitalize()}{table}")
    assert "dynamodb:DeleteItem" not in actions(granted)
