"""What the bus promises: nothing is lost on it, and nobody from outside is on it."""

import pytest

from contracts.bus_event import SOURCE
from domain.bus_events import EVENTS
from stacks.events import EventsSettings
from tests.stacks.bus import DAY, rules
from tests.stacks.policies import statements
from tests.stacks.synthesized import Environment

pytestmark = pytest.mark.needs("Fraud", "Shelves")


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
    assert archive["RetentionDays"] == environment.settings(EventsSettings).archive_days


def test_nobody_from_outside_is_on_the_bus(environment: Environment) -> None:
    statement = environment.the("AWS::Events::EventBusPolicy").properties["Statement"]

    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Action"] == ["events:PutEvents", "events:PutRule", "events:PutTargets"]
    bus, rules = statement["Resource"]
    assert bus == {"Fn::GetAtt": [environment.the("AWS::Events::EventBus").logical_id, "Arn"]}
    assert rules["Fn::Join"][1][-1] == "/*"
    assert statement["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}},
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    }
