"""One shelf: what lies on it, how fast it goes, when it runs low."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shelves.rules import Rules
from lambdas.shelves.shelf import KEPT_MARKS, Change, Shelf

RULES = Rules(lead_days=2, safety=1.5, least=6, smoothing=0.5)
MONDAY = date(2017, 3, 6)


def change(number: int, units: int, *, days: int = 0, delivery: bool = False) -> Change:
    day = MONDAY + timedelta(days=days)
    mark = number.to_bytes(8, "big")
    return Change(mark=mark, inserted_at=number + 1, day=day, units=units, delivery=delivery)


def after(*changes: Change, shelf: Shelf | None = None) -> Shelf:
    shelf = shelf or Shelf()
    for each in changes:
        shelf = shelf.apply(each, RULES).detect_fall("367", "apple", each.day, RULES)
    return shelf


def test_a_shelf_holds_what_was_delivered_and_not_sold() -> None:
    shelf = after(change(1, 20, delivery=True), change(2, -3), change(3, 1))

    assert shelf.on_hand == 18


def test_a_fall_to_the_reorder_point_is_told_once() -> None:
    shelf = after(change(1, 20, delivery=True), change(2, -1), change(3, -13), change(4, -2))

    [fall] = shelf.untold
    assert (fall.crossing, fall.on_hand, fall.business_day) == (1, 6, MONDAY)
    assert fall.event.event_id == "stock-low/367/apple/1"


def test_units_that_come_back_from_customers_do_not_end_a_fall() -> None:
    shelf = after(change(1, 10, delivery=True), change(2, -5), change(3, 50), change(4, -50))

    assert shelf.crossings == 1


def test_a_delivery_that_suffices_ends_the_fall_and_the_next_one_is_another() -> None:
    shelf = after(change(1, 8, delivery=True), change(2, -3), change(3, 60, delivery=True), change(4, -60))

    assert [fall.crossing for fall in shelf.untold] == [1, 2]


def test_a_delivery_that_does_not_suffice_is_a_fall_of_its_own() -> None:
    shelf = after(change(1, 8, delivery=True), change(2, -3), change(3, 1, delivery=True))

    assert [fall.crossing for fall in shelf.untold] == [1, 2]


def test_what_was_never_delivered_is_not_watched() -> None:
    assert after(change(1, -5_000)).untold == ()


@pytest.mark.parametrize(("sold", "point"), [([4], 12), ([4, 2], 12), ([2, 2, 2], 6), ([2, 6], 18)])
def test_the_reorder_point_is_what_sells_until_a_delivery_can_come(sold: list[int], point: int) -> None:
    changes = [change(n, -units, days=n) for n, units in enumerate(sold, 1)]
    shelf = after(change(0, 500, delivery=True), *changes)

    assert RULES.reorder_point(shelf.pace) == point


def test_days_without_a_sale_slow_the_pace() -> None:
    busy = after(change(0, 500, delivery=True), change(1, -8), change(2, -8, days=1), change(3, -1, days=2))
    slow = after(change(0, 500, delivery=True), change(1, -8), change(2, -8, days=1), change(3, -1, days=6))

    assert (busy.units_a_day, slow.units_a_day) == (8, 0.5)


def test_a_late_sale_counts_and_turns_no_day_back() -> None:
    shelf = after(change(1, 50, delivery=True), change(2, -1, days=3), change(3, -2, days=1))

    assert (shelf.on_hand, shelf.day, shelf.sold_today) == (47, MONDAY + timedelta(days=3), 3)


@given(st.lists(st.integers(-9, 9).filter(bool), max_size=60), st.integers(1, 60))
def test_what_a_shelf_has_seen_it_knows_for_a_batch_and_some_more(units: list[int], length: int) -> None:
    changes = [change(n, each) for n, each in enumerate(units)]
    shelf = after(*changes).trim_marks(length)

    kept = max(length, KEPT_MARKS)
    assert all(shelf.has_seen(each) for each in changes[-kept:])
    assert not any(shelf.has_seen(each) for each in changes[:-kept])


def test_a_recounted_shelf_knows_what_was_counted_before_it_comes() -> None:
    shelf = after(change(1, 20, delivery=True), change(2, -1))
    counted, beyond, later = change(3, -5), change(7, -2), change(8, -1)
    shelf = shelf.set_count(12, watched=True, until=counted.inserted_at, beyond=(beyond.mark,))

    assert [shelf.has_seen(each) for each in (counted, beyond, later)] == [True, True, False]
    assert after(later, shelf=shelf).on_hand == 11
