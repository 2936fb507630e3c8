"""Who decides what the bus is told: the shelves and the fraud screen, each over a table of its own."""

import json

import pytest

from lambdas.reorder.policy import parse_policy
from lambdas.shelves.rules import parse_rules as shelf_rules
from tests.stacks.bus import told
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment

pytestmark = pytest.mark.needs("Fraud", "Shelves")


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def test_what_an_environment_says_is_what_the_code_takes(environment: Environment) -> None:
    assert parse_policy(told(environment, "reorder")["POLICY"])
    assert shelf_rules(told(environment, "shelves")["RULES"])


def test_a_shelf_is_low_before_the_order_desk_finds_it_so(environment: Environment) -> None:
    """The rules wake, the policy decides: what wakes too late is ordered too late."""
    rules = shelf_rules(told(environment, "shelves")["RULES"])
    for terms in parse_policy(told(environment, "reorder")["POLICY"]):
        assert rules.lead_days * rules.safety >= terms.lead_days + terms.safety_days


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
    moving = {"dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem"}
    assert actions(granted) & moving == (moving if name == "fraud" else set())
    assert not moving & actions(granted) or moving <= actions(granted, on=f"{name.capitalize()}{table}")
