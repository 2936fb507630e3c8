"""The fold that says what must be true."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from demo.expectation import expected, points, units_sold
from demo.message import Kind, Message

SALE = {
    "sale_id": "7/2017-12-22/1/1",
    "store_id": "7",
    "lines": [{"sku": "a", "quantity": 2, "total_cents": 398}],
}
OTHER = {**SALE, "lines": [{"sku": "a", "quantity": 2, "total_cents": 498}]}


def sent(value: object, kind: Kind = Kind.SALE) -> Message:
    return Message("7", datetime(2017, 12, 22, tzinfo=UTC), json.dumps(value).encode(), kind)


def test_the_first_payload_under_a_sale_id_wins_and_the_other_is_refused() -> None:
    expectation = expected([sent(SALE), sent(OTHER, Kind.CONFLICT)])

    assert expectation.sales == {SALE["sale_id"]: SALE}
    assert list(expectation.refused) == [sent(OTHER).data]


def test_the_same_sale_again_changes_nothing() -> None:
    expectation = expected([sent(SALE), sent(SALE, Kind.DUPLICATE)])

    assert len(expectation.sales) == 1
    assert not expectation.refused
    assert expectation.kinds == {Kind.SALE: 1, Kind.DUPLICATE: 1}


def test_a_broken_message_is_refused_whatever_it_holds() -> None:
    expectation = expected([sent(SALE, Kind.BROKEN)])

    assert not expectation.sales
    assert expectation.kinds == {Kind.BROKEN: 1}


def test_duplicates_and_conflicts_in_a_users_own_sales_are_found_without_being_marked() -> None:
    expectation = expected([sent(SALE), sent(SALE), sent(OTHER)])

    assert expectation.kinds == {Kind.SALE: 1, Kind.DUPLICATE: 1, Kind.CONFLICT: 1}


def test_lines_of_one_product_add_up() -> None:
    lines = [{"sku": "a", "quantity": 2}, {"sku": "a", "quantity": -3}, {"sku": "b", "quantity": 0}]

    assert units_sold({"lines": lines}) == Counter({"a": -1, "b": 0})


@pytest.mark.parametrize(
    ("cents", "coupon", "earned"), [(399, 0, 3), (399, 100, 2), (-399, 0, -3), (99, 0, 0)]
)
def test_points_are_whole_dollars_paid_toward_zero(cents: int, coupon: int, earned: int) -> None:
    discounts = {"coupon": coupon, "retail": 9_999}

    assert points({"lines": [{"total_cents": cents, "discounts": discounts}]}) == earned
