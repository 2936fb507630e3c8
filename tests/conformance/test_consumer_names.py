"""A consumer has one name: in the domain, the stacks of each environment, rebuilds and the scenario."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from domain import CONSUMERS
from domain.scenario import SCENARIO
from environments import PRESETS
from sluice.rebuild.differences import SPECS
from stacks.config import choose
from stacks.consumers import ConsumersSettings
from tests.synthesis import REPOSITORY, Template, having, templates

NAMES = {each.name for each in CONSUMERS}
REPLAYED = "Replay" in {each.name for each in choose(PRESETS, SCENARIO.environment).capabilities}
Templates = dict[str, Template]


def stack(stacks: Templates, name: str) -> Template:
    """Return a stack of the environment that the demo plays."""
    return stacks[f"Sluice-{SCENARIO.environment}-{name}"]


def functions(stacks: Templates, name: str) -> list[dict[str, Any]]:
    """Return the variables of a stack's functions."""
    return [
        each["Properties"]["Environment"]["Variables"]
        for each in stack(stacks, name)["Resources"].values()
        if each["Type"] == "AWS::Lambda::Function"
    ]


def ledgers_of(stacks: Templates) -> set[str]:
    outputs = stack(stacks, "Consumers")["Outputs"]
    return {name[: -len("Ledger")].lower() for name in outputs if name.endswith("Ledger")}


def readers_of(stacks: Templates) -> set[str]:
    return set(stack(stacks, "Consumers")["Outputs"]["StreamConsumers"]["Value"].split(","))


def variables_of(stacks: Templates) -> set[str]:
    return {each["CONSUMER"] for each in functions(stacks, "Consumers")}


def services_of(stacks: Templates) -> set[str]:
    """Return the metrics' dimension of each function."""
    return {each["POWERTOOLS_SERVICE_NAME"] for each in functions(stacks, "Consumers")}


def quarantine_of(stacks: Templates) -> set[str]:
    """Return the folders of quarantine that consumers may write to."""
    statements = (
        statement
        for each in stack(stacks, "Consumers")["Resources"].values()
        if each["Type"] == "AWS::IAM::Policy"
        for statement in each["Properties"]["PolicyDocument"]["Statement"]
    )
    written = (json.dumps(each["Resource"]) for each in statements if each["Action"] == "s3:PutObject")
    return {found[1] for each in written if (found := re.search(r'"/([^/]+)/\*"', each))}


def replayed_of(stacks: Templates) -> set[str]:
    """Return the ledgers that a rebuild's function is told of."""
    [told] = [each["LEDGERS"] for each in functions(stacks, "Replay") if "LEDGERS" in each]
    text = "".join(each if isinstance(each, str) else "*" for each in told["Fn::Join"][1])
    return {each.partition("=")[0] for each in text.split(",")}


LEGS: dict[str, Callable[[Templates], set[str]]] = {
    "outputs": ledgers_of,
    "readers": readers_of,
    "variables": variables_of,
    "metrics": services_of,
    "quarantine": quarantine_of,
    **({"rebuilds": replayed_of} if REPLAYED else {}),
}


@pytest.mark.parametrize("leg", LEGS.values(), ids=LEGS)
def test_the_stacks_name_each_consumer_and_no_other(leg: Callable[[Templates], set[str]]) -> None:
    assert leg(templates(SCENARIO.environment)) == NAMES


@pytest.mark.parametrize("leg", LEGS.values(), ids=LEGS)
def test_another_name_is_found_wherever_it_stands(leg: Callable[[Templates], set[str]]) -> None:
    name = CONSUMERS[0].name
    text = json.dumps(templates(SCENARIO.environment)).replace(f"{name.capitalize()}Ledger", "OtherLedger")
    renamed = json.loads(re.sub(rf"\b{name}\b", "other", text))

    assert leg(renamed) == NAMES - {name} | {"other"}


@pytest.mark.parametrize("environment", having(ConsumersSettings.name))
def test_each_environment_names_consumers_that_are_declared(environment: str) -> None:
    [settings] = [
        each for each in choose(PRESETS, environment).capabilities if isinstance(each, ConsumersSettings)
    ]

    assert settings.only
    assert {*settings.only} <= NAMES


def test_rebuilds_and_the_scenario_have_each_consumer_and_no_other() -> None:
    assert set(SPECS) == NAMES
    assert {each.consumer.name for each in SCENARIO.ledgers} == NAMES


@pytest.mark.parametrize("consumer", CONSUMERS, ids=lambda each: each.name)
def test_the_package_of_a_consumer_has_a_handler(consumer: Any) -> None:
    assert (REPOSITORY / consumer.package.replace(".", "/") / "handler.py").is_file()
