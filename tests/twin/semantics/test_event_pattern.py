from typing import Any

import pytest

from twin.semantics.event_pattern import EventPattern
from twin.semantics.properties import Unsupported

EVENT = {
    "source": "sluice",
    "detail-type": "StockLow",
    "resources": ["arn:a", "arn:b"],
    "detail": {"store": {"id": "367"}, "on_hand": 3, "price": 3.0, "told": True, "note": None, "lines": []},
}


def matches(pattern: dict[str, Any], event: dict[str, Any] = EVENT) -> bool:
    return EventPattern.parse(pattern).matches(event)


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["other", "sluice"]},
        {"source": ["sluice"], "detail-type": [{"prefix": "Stock"}]},
        {"resources": ["arn:b"]},
        {"detail": {"store": {"id": ["367"]}, "on_hand": [3]}},
        {"detail": {"note": [None]}},
        {"detail": {"note": [{"exists": True}]}},
        {"replay-name": [{"exists": False}, {"prefix": "reorder-"}]},
        {"detail": {"store": [{"exists": False}]}},
        {"detail": {"lines": [{"exists": False}]}},
        {"detail": {"store": {"name": {"short": [{"exists": False}]}}}},
        {"source": [{"anything-but": ["aws.s3", "aws.ec2"]}]},
        {"source": [{"anything-but": "aws.s3"}]},
        {"source": [{"anything-but": {"prefix": "aws."}}]},
        {"detail": {"on_hand": [{"numeric": [">", 0, "<=", 3]}]}},
        {"detail": {"price": [{"numeric": ["=", 3]}]}},
    ],
)
def test_takes_an_event_that_holds_what_the_pattern_names(pattern: dict[str, Any]) -> None:
    assert matches(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["Sluice"]},
        {"source": ["sluice"], "detail-type": [{"prefix": "stock"}]},
        {"resources": ["arn:c"]},
        {"detail": {"on_hand": ["3"]}},
        {"detail": {"price": [3]}},
        {"detail": {"told": [1]}},
        {"detail": {"store": [{"exists": True}]}},
        {"detail": {"store": {"id": [{"exists": False}]}}},
        {"source": [{"anything-but": ["sluice"]}]},
        {"source": [{"anything-but": {"prefix": "slu"}}]},
        {"missing": [{"anything-but": "sluice"}]},
        {"detail": {"on_hand": [{"prefix": "3"}]}},
        {"detail": {"on_hand": [{"numeric": [">", 3]}]}},
        {"detail": {"told": [{"numeric": ["=", 1]}]}},
        {"detail": {"store": {"id": {"deeper": ["367"]}}}},
    ],
)
def test_leaves_an_event_that_does_not(pattern: dict[str, Any]) -> None:
    assert not matches(pattern)


@pytest.mark.parametrize(("replay", "taken"), [("reorder-7", True), ("audit", False)])
def test_tells_a_replay_by_its_name(replay: str, *, taken: bool) -> None:
    pattern = {"replay-name": [{"exists": False}, {"prefix": "reorder-"}]}

    assert matches(pattern, {**EVENT, "replay-name": replay}) is taken


def test_takes_every_event_without_a_pattern() -> None:
    assert EventPattern().matches(EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        {},
        {"source": []},
        {"source": "sluice"},
        {"source": [{"wildcard": "slu*"}]},
        {"source": [{"prefix": {"equals-ignore-case": "slu"}}]},
        {"source": [{"exists": "no"}]},
        {"source": [{"prefix": "s", "exists": True}]},
        {"source": [{"anything-but": {"suffix": "e"}}]},
        {"source": [{"anything-but": []}]},
        {"detail": {"on_hand": [{"numeric": [">"]}]}},
        {"detail": {"on_hand": [{"numeric": ["about", 3]}]}},
        {"detail": {"on_hand": [{"numeric": [">", "3"]}]}},
        {"$or": [{"source": ["sluice"]}]},
    ],
)
def test_refuses_what_the_twin_does_not_test(pattern: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        EventPattern.parse(pattern)
