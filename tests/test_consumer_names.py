"""A consumer has one name: in the domain, the stacks, rebuilds and the demo's ledgers."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from domain import CONSUMERS
from domain.scenario import SCENARIO
from sluice.rebuild.differences import SPECS
from tests.synthesis import REPOSITORY, Template, templates

NAMES = {each.name for each in CONSUMERS}
Templates = dict[str, Template]


def consumers(stacks: Templates) -> Template:
    return stacks["Sluice-dev-Consumers"]


def functions(stacks: Templates, stack: str) -> list[dict[str, Any]]:
    """Return the variables of a stack's functions."""
    return [
        each["Properties"]["Environment"]["Variables"]
        for each in stacks[f"Sluice-dev-{stack}"]["Resources"].values()
        if each["Type"] == "AWS::Lambda::Function"
    ]


def ledgers_of(stacks: Templates) -> set[str]:
    return {
        name[: -len("Ledger")].lower() for name in consumers(stacks)["Outputs"] if name.endswith("Ledger")
    }


def readers_of(stacks: Templates) -> set[str]:
    return set(consumers(stacks)["Outputs"]["StreamConsumers"]["Value"].split(","))


def variables_of(stacks: Templates) -> set[str]:
    return {each["CONSUMER"] for each in functions(stacks, "Consumers")}


def services_of(stacks: Templates) -> set[str]:
    """Return the metrics' dimension of each function."""
    return {each["POWERTOOLS_SERVICE_NAME"] for each in functions(stacks, "Consumers")}


def quarantine_of(stacks: Templates) -> set[str]:
    """Return the folders of quarantine that consumers may write to."""
    statements = (
        statement
        for each in consumers(stacks)["Resources"].values()
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
    "rebuilds": replayed_of,
}


@pytest.mark.parametrize("leg", LEGS.values(), ids=LEGS)
def test_the_stacks_name_each_consumer_and_no_other(leg: Callable[[Templates], set[str]]) -> None:
    assert leg(templates("dev")) == NAMES


@pytest.mark.parametrize("leg", LEGS.values(), ids=LEGS)
def test_another_name_is_found_wherever_it_stands(leg: Callable[[Templates], set[str]]) -> None:
    text = json.dumps(templates("dev"))
    renamed = json.loads(text.replace("loyalty", "points").replace("LoyaltyLedger", "PointsLedger"))

    assert leg(renamed) == {"inventory", "points"}


def test_rebuilds_and_the_demo_have_each_consumer_and_no_other() -> None:
    assert set(SPECS) == NAMES
    assert {each.consumer.name for each in SCENARIO.ledgers} == NAMES


@pytest.mark.parametrize("consumer", CONSUMERS, ids=lambda each: each.name)
def test_the_package_of_a_consumer_has_a_handler(consumer: Any) -> None:
    assert (REPOSITORY / consumer.package.replace(".", "/") / "handler.py").is_file()
