"""An order is what covers the days asked for, in whole packs, and the same fall of a stock is one order."""

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bus_events import StockLow
from lambdas.reorder.policy import BadPolicy, Terms, derive_order_id, parse_policy, plan_order
from tests.lambdas.told import stock_low

ROW = {
    "skus": "",
    "supplier": "wholesale",
    "lead_days": 2,
    "safety_days": 1,
    "cover_days": 7,
    "pack": 6,
}
DAIRY = ROW | {"skus": "10", "supplier": "dairy", "lead_days": 1, "pack": 1}

days = st.floats(0, 365)
terms = st.builds(
    Terms,
    skus=st.just(""),
    supplier=st.just("wholesale"),
    lead_days=days,
    safety_days=days,
    cover_days=days,
    pack=st.integers(1, 10_000),
)
low_stocks = st.builds(
    stock_low,
    crossing=st.integers(1, 1_000),
    on_hand=st.integers(-10_000, 10_000),
    reorder_point=st.integers(0, 10_000),
    units_a_day=st.floats(0, 1_000_000),
    sku=st.text(min_size=1, max_size=64),
    store_id=st.text(min_size=1, max_size=64),
)


def read(*rows: dict[str, Any]) -> tuple[Terms, ...]:
    return tuple(parse_policy(json.dumps(rows)))


def test_orders_what_sells_until_the_delivery_and_on_the_days_to_cover() -> None:
    placed = plan_order(stock_low(on_hand=8, units_a_day=2.5), read(ROW))

    # 2 + 7 days of 2.5 are 23 units, 8 are there, 15 are missing: three packs of six.
    assert placed is not None
    assert (placed.units, placed.supplier, placed.store_id, placed.sku) == (18, "wholesale", "367", "1082185")


@pytest.mark.parametrize(("on_hand", "ordered"), [(8, True), (9, False)])
def test_orders_at_the_point_and_not_above_it(on_hand: int, ordered: bool) -> None:
    # 2 + 1 days of 2.5 are 7.5 units.
    low = stock_low(on_hand=on_hand, reorder_point=0)

    assert (plan_order(low, read(ROW)) is not None) == ordered


def test_what_its_shelf_calls_low_is_ordered_so_that_it_is_not_low_any_more() -> None:
    """The shelf tells that once: an order left out would never be placed."""
    placed = plan_order(stock_low(on_hand=10, reorder_point=10, units_a_day=0.1), read(ROW | {"pack": 1}))

    assert placed is not None
    assert placed.units == 1


def test_the_first_row_that_fits_counts() -> None:
    placed = [plan_order(stock_low(sku=sku, on_hand=0), read(DAIRY, ROW)) for sku in ("1082185", "2")]

    assert [each.supplier for each in placed if each] == ["dairy", "wholesale"]


def test_what_never_sold_and_is_gone_is_ordered_by_the_pack() -> None:
    placed = plan_order(stock_low(on_hand=0, reorder_point=0, units_a_day=0), read(ROW))

    assert placed is not None
    assert placed.units == 6


@given(low_stocks, terms)
def test_an_order_covers_the_days_and_no_pack_less_would(low: StockLow, row: Terms) -> None:
    placed = plan_order(low, [row])

    left = max(low.on_hand, 0)
    if placed is None:
        assert left > max(low.units_a_day * (row.lead_days + row.safety_days), low.reorder_point)
        return
    until_covered = max(math.ceil(low.units_a_day * (row.lead_days + row.cover_days)), low.reorder_point + 1)
    assert placed.units % row.pack == 0
    assert left + placed.units >= until_covered
    assert placed.units == row.pack or left + placed.units - row.pack < until_covered


@given(low_stocks, terms, st.integers(1, 100))
def test_less_on_the_shelf_never_orders_less(low: StockLow, row: Terms, sold: int) -> None:
    lower = msgspec.structs.replace(low, on_hand=low.on_hand - sold)

    more, less = plan_order(lower, [row]), plan_order(low, [row])

    assert less is None or (more is not None and more.units >= less.units)


@given(low_stocks, terms, terms)
def test_the_same_fall_is_the_same_order_whatever_the_terms(low: StockLow, row: Terms, other: Terms) -> None:
    ids = {placed.order_id for terms in (row, other) if (placed := plan_order(low, [terms]))}

    assert ids <= {derive_order_id(low)}
    assert derive_order_id(low).isascii()
    assert len(derive_order_id(low)) <= 64


@given(st.lists(low_stocks, unique_by=lambda low: (low.store_id, low.sku, low.crossing), max_size=20))
def test_another_fall_is_another_order(lows: list[StockLow]) -> None:
    assert len({derive_order_id(low) for low in lows}) == len(lows)


def test_names_with_slashes_are_not_mixed_up() -> None:
    assert derive_order_id(stock_low(store_id="1/2", sku="3")) != derive_order_id(
        stock_low(store_id="1", sku="2/3")
    )


def test_what_is_told_of_a_placed_order_is_the_order() -> None:
    wanted = plan_order(stock_low(), read(ROW))

    assert wanted is not None
    assert msgspec.to_builtins(wanted) | {"schema_version": "1.0"} == msgspec.to_builtins(wanted.placed)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no", "can't be read"),
        (json.dumps([ROW | {"pack": 0}]), "pack"),
        (json.dumps([ROW | {"packs": 1}]), "packs"),
        ("[]", "all other products"),
        (json.dumps([DAIRY]), "all other products"),
        (json.dumps([ROW, ROW]), "never counts"),
        (json.dumps([DAIRY, DAIRY | {"skus": "108"}, ROW]), '"108" never counts'),
    ],
)
def test_refuses_terms_that_leave_something_open(text: str, says: str) -> None:
    with pytest.raises(BadPolicy, match=says):
        parse_policy(text)
