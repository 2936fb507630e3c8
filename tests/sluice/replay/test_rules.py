"""Which rules would hear of a replay."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from sluice.replay.rules import FiringRule, firing, told

STOCK_LOW = frozenset({"StockLow"})


@pytest.fixture(autouse=True)
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        boto3.client("events").create_event_bus(Name="bus")
        yield


def put(name: str, state: Any = "ENABLED", **pattern: Any) -> None:
    written = json.dumps({part.replace("_", "-"): each for part, each in pattern.items()})
    boto3.client("events").put_rule(Name=name, EventBusName="bus", EventPattern=written, State=state)


def found(kinds: frozenset[str] = STOCK_LOW) -> list[FiringRule]:
    return list(firing(boto3.client("events"), "bus", kinds))


def test_hears_of_nothing_where_nothing_is_applied() -> None:
    put("orders", source=["sluice"], detail_type=["StockLow"])

    assert told({"inventory": 0, "loyalty": 0}) == frozenset()
    assert found(told({"inventory": 0})) == []


def test_orders_only_where_the_stock_changes() -> None:
    assert told({"inventory": 0, "loyalty": 3}) == {"FraudSuspected"}
    assert told({"inventory": 1, "loyalty": 0}) == {"FraudSuspected", "OrderPlaced", "StockLow"}


def test_names_a_rule_with_what_it_takes() -> None:
    put("orders", source=["sluice"], detail_type=["StockLow", "OrderPlaced"])
    put("suspicions", source=["sluice"], detail_type=["FraudSuspected"])

    assert found() == [FiringRule("orders", ("StockLow",))]


def test_passes_over_rules_that_are_off_or_hear_others() -> None:
    put("off", "DISABLED", source=["sluice"], detail_type=["StockLow"])
    put("others", source=["aws.s3"])

    assert found() == []


@pytest.mark.parametrize("pattern", [{"source": ["sluice"]}, {"detail_type": [{"prefix": "Stock"}]}])
def test_counts_a_rule_that_may_take_it(pattern: dict[str, Any]) -> None:
    put("wide", **pattern)

    assert found() == [FiringRule("wide", ("StockLow",))]


def test_asks_for_every_page() -> None:
    for number in range(101):
        put(f"rule{number}", source=["sluice"], detail_type=["StockLow"])

    assert len(found()) == 101
