"""A replay's name is what its rule looks at."""

from datetime import UTC, datetime

import pytest

from sluice.events.rules import InvalidReplayName, ReplayRule, name_replay
from sluice.events.window import EventWindow
from twin.semantics.bus_replays import NAME

WINDOW = EventWindow(datetime(2017, 12, 22, 17, tzinfo=UTC), datetime(2017, 12, 22, 18, tzinfo=UTC))
ORDERS = ReplayRule("orders", "arn:orders", ("StockLow",), "")
FIRST = "orders-dev-20171222T1700-20171222T1800-1"


def test_a_name_is_the_rule_the_environment_the_window_and_the_first_number_that_is_free() -> None:
    assert name_replay(ORDERS, "dev", WINDOW, None, ()) == FIRST
    assert name_replay(ORDERS, "dev", WINDOW, None, {FIRST, f"{FIRST[:-1]}3"}) == f"{FIRST[:-1]}2"


def test_a_name_that_is_given_stands_behind_the_rule_and_the_environment() -> None:
    assert name_replay(ORDERS, "dev", WINDOW, "after-the-fix", ()) == "orders-dev-after-the-fix"
    assert name_replay(ORDERS, "dev", WINDOW, "orders-dev-again", ()) == "orders-dev-again"


@pytest.mark.parametrize("name", ["after the fix", "17:00", "x" * 54, "größer"])
def test_refuses_a_name_that_eventbridge_would_refuse(name: str) -> None:
    with pytest.raises(InvalidReplayName, match="may have 64 letters"):
        name_replay(ORDERS, "dev", WINDOW, name, ())

    assert not NAME.fullmatch(f"orders-dev-{name}")
