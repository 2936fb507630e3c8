"""Orders are held against how often stock ran low, and against what lies on the shelves."""

from collections import Counter
from typing import Any

import pytest

from demo.retail.decisions.orders_outcome import BusReplay, ShelfState, differing_shelves
from tests.demo.retail.decisions.outcomes import ordered


def test_nothing_is_wrong_where_each_fall_is_one_order() -> None:
    assert not any(ordered().wrong.values())


@pytest.mark.parametrize(
    ("changes", "what", "names"),
    [
        (
            {"stock": {"367/milk": 14, "367/fuel": -9}},
            "on the shelf otherwise than in the ledger",
            ["367/milk"],
        ),
        ({"stock": {"367/milk": 15}}, "on the shelf otherwise than in the ledger", ["367/fuel"]),
        ({"orders": {}}, "ran low and not ordered", ["367/milk"]),
        (
            {"shelves": {"367/milk": ShelfState(15, True, 0)}, "stock": {"367/milk": 15}},
            "ordered twice",
            ["367/milk"],
        ),
        (
            {"shelves": {"367/milk": ShelfState(0, True, 1)}, "stock": {"367/milk": 0}},
            "empty and not ordered",
            ["367/milk"],
        ),
        ({"huge": ["367/milk"]}, "huge and not held for a person", ["367/milk"]),
        ({"replays": {"orders-1": BusReplay(2, 1)}}, "ordered by a replay", ["orders-1"]),
    ],
)
def test_what_must_not_be_is_named(changes: dict[str, Any], what: str, names: list[str]) -> None:
    assert ordered(**changes).wrong[what] == names


def test_an_order_that_waits_for_a_person_is_told() -> None:
    held = ordered(orders={}, held=["367/milk"], huge=["367/milk"])

    assert not any(held.wrong.values())
    assert ("Held for a person, for being huge", 1, "good") in [
        (each.name, each.count, each.state) for each in held.checks()
    ]


def test_an_order_that_was_posted_again_is_the_same_order() -> None:
    found = ordered(posts=Counter({"po-1": 3}))

    assert not any(found.wrong.values())
    assert found.figures()["orders_posted_again"] == 2


def test_the_figures_say_what_was_found() -> None:
    figures = ordered().figures()

    assert (figures["orders"], figures["orders_duplicated"], figures["replay_orders"]) == (1, 0, 0)
    assert figures["events_replayed"] == 4


def test_a_shelf_that_holds_other_units_than_the_stock_says_is_named() -> None:
    shelves = {"367/milk": ShelfState(6, True, 0), "367/fuel": ShelfState(-9, False, 0)}

    assert differing_shelves({"367/milk": 6, "367/fuel": -9}, shelves) == []
    assert differing_shelves({"367/milk": 8, "367/fuel": -9, "31/tea": 1}, shelves) == ["31/tea", "367/milk"]
