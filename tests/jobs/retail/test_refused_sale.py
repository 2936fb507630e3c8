"""A refused record says what it can of store, day and amount."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.retail.refused_sale import read_refused
from tests.jobs.retail.test_sale_columns import rows
from tests.lambdas.sales import encoded, line, sale

DAY = date(2017, 3, 1)
OTHER = b'{"store_id":"368","sale_id":"368/2017-03-01/4/1"}'


def facts(data: bytes) -> tuple[Any, ...]:
    """Store, day and amount."""
    said = read_refused(data)
    return tuple(said.get(name) for name in ("store_id", "business_day", "net_cents"))


def test_a_sale_with_one_wrong_field_still_says_where_when_and_how_much() -> None:
    """FAULTS 54: a store learns of what it sent."""
    wrong = encoded(sale(lines=[line("a", 1_000_000, 398, discounts={"coupon": 100}), line("b", 1, 50)]))

    [row] = rows(wrong)

    assert (row["reason"], row["line_no"]) == ("wrong_shape", None)
    assert (row["store_id"], row["business_day"], row["net_cents"]) == ("367", DAY, 348)


def test_its_id_is_not_said_for_a_repaired_sale_may_have_the_same() -> None:
    assert "sale_id" not in read_refused(encoded(sale(register_id=4)))


@pytest.mark.parametrize("lines", [None, [], "x", [{}], [{"total_cents": "1"}], [{"total_cents": 1}, 2]])
def test_an_amount_of_which_a_part_is_missing_is_not_known(lines: Any) -> None:
    assert facts(encoded(sale(lines=lines))) == ("367", DAY, None)


def test_a_torn_sale_says_where_and_when() -> None:
    assert facts(encoded(sale())[:-20]) == ("367", DAY, None)


def test_a_record_of_two_stores_is_nobodys() -> None:
    assert facts(encoded(sale()) + b"\n" + OTHER)[0] is None


@pytest.mark.parametrize("store_id", [367, "", "x" * 65, "\u001b[2J", "4111 1111 1111 1111"])
def test_a_store_that_is_none_is_not_shown(store_id: Any) -> None:
    assert facts(encoded(sale(store_id=store_id)))[0] is None
    assert facts(encoded(sale(store_id=store_id))[:-20])[0] is None


@given(st.binary() | st.builds(lambda data, cut: data[:cut], st.just(encoded(sale())), st.integers(0, 400)))
def test_whatever_came_is_read_without_a_fault(data: bytes) -> None:
    assert read_refused(data).keys() <= {"store_id", "business_day", "net_cents"}
