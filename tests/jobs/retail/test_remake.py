"""A day of the curated tables is made again from raw, compared with the live rows, and put in their place."""

from dataclasses import replace
from typing import Any

import pytest

from domain.lake.tables import SALE_LINES, SALES
from tests.jobs.retail.remaking import ONE, TWO, edit, invent, remade, remove, swapped
from tests.jobs.retail.running import (
    FIRST,
    SECOND,
    close_days,
    contents,
    run,
    snapshots,
    sold,
    unfit,
)
from tests.lakes import Place
from tests.lambdas.sales import BOUNDS, line


def test_a_day_that_is_as_raw_has_it_differs_in_nothing(place: Place) -> None:
    place.archive(sold(1), sold(2), unfit(3), sold(1, 5), b"broken")
    place.archive(sold(2), sold(4, day=SECOND))
    run(place)
    before = snapshots(place)

    outcome = remade(place, swap=True)

    assert (outcome.objects, outcome.sales, outcome.lines, outcome.named) == (2, {}, {}, [])
    assert snapshots(place) == before


def test_a_comparison_writes_nothing(place: Place) -> None:
    place.archive(sold(1))
    run(place)
    edit(place, SALES, net_cents=1)
    before = contents(place)

    outcome = remade(place)

    assert outcome.named == [f"{ONE}: otherwise (net_cents)"]
    assert (outcome.written, outcome.deleted) == (0, 0)
    assert contents(place) == before


def test_a_row_that_was_changed_by_hand_is_named_and_mended(place: Place) -> None:
    """FAULTS 62."""
    place.archive(sold(1), sold(2))
    run(place)
    before = contents(place)
    edit(place, SALES, payment_token="tok_x", loyalty_id=None)
    edit(place, SALE_LINES, quantity=7)

    outcome = swapped(place)

    assert (outcome.sales, outcome.lines) == ({"otherwise": 2}, {"otherwise": 2})
    assert f"{ONE}: otherwise (payment_token, loyalty_id)" in outcome.named
    assert f"{TWO} line 1: otherwise (quantity)" in outcome.named
    assert (outcome.written, outcome.deleted) == (4, 0)
    assert contents(place) == before


def test_a_row_that_was_deleted_is_named_and_comes_back(place: Place) -> None:
    """FAULTS 62."""
    place.archive(sold(1), sold(2))
    run(place)
    before = contents(place)
    remove(place, SALES, ONE)
    remove(place, SALE_LINES, TWO)

    outcome = swapped(place)

    assert outcome.named == [f"{ONE}: missing", f"{TWO} line 1: missing"]
    assert contents(place) == before


def test_what_nobody_sold_is_named_and_deleted(place: Place) -> None:
    """FAULTS 62."""
    place.archive(sold(1))
    run(place)
    before = contents(place)
    invent(place)
    invent(place, sale_id=ONE, line_no=2)

    outcome = swapped(place)

    assert (outcome.sales, outcome.lines) == ({"unexplained": 1}, {"unexplained": 2})
    assert (outcome.written, outcome.deleted) == (0, 3)
    assert contents(place) == before


def test_a_row_whose_raw_object_is_not_there_is_named_and_kept(place: Place) -> None:
    """FAULTS 62."""
    place.archive(sold(1))
    run(place)
    invent(place, raw_version="gone")
    before = contents(place)

    outcome = remade(place, swap=True)

    assert (outcome.sales, outcome.lines, outcome.deleted) == ({"unproven": 1}, {}, 0)
    assert contents(place) == before


def test_a_row_that_a_rule_or_a_bound_refuses_now_is_named_and_kept(place: Place) -> None:
    place.archive(unfit(1))
    place.archive(sold(2))
    run(place)
    first, _ = place.archived()
    invent(place, sale_id=ONE, raw_object=first.key, raw_version=first.version)
    before = contents(place)
    late = replace(BOUNDS, oldest_day=SECOND)

    by_rule, by_bound = remade(place, swap=True), remade(place, bounds=late, swap=True)

    assert (by_rule.sales, by_bound.sales) == ({"unproven": 1}, {"unproven": 2})
    assert contents(place) == before


def test_names_the_first_differences_and_counts_all(place: Place) -> None:
    place.archive(*(sold(each) for each in range(30)))

    outcome = remade(place)

    assert (outcome.sales, outcome.lines, len(outcome.named)) == ({"missing": 30}, {"missing": 30}, 20)


def test_a_close_of_the_day_restates_what_came_back(place: Place) -> None:
    place.archive(sold(1), sold(2))
    run(place)
    close_days(place, FIRST)
    remove(place, SALES, ONE)
    assert close_days(place, FIRST).tags == [f"closed-{FIRST}-v2"]

    swapped(place)

    assert close_days(place, FIRST).tags == [f"closed-{FIRST}-v3"]
    [stands] = place.rows("SELECT sales, net_cents FROM closed_store_days")
    assert stands == {"sales": 2, "net_cents": 796}


@pytest.mark.parametrize("lines", [[line("a"), line("b")], [line("a")]])
def test_gives_its_numbers_by_name(place: Place, lines: list[dict[str, Any]]) -> None:
    place.archive(sold(1, lines=lines))

    figures = remade(place, swap=True).figures()

    assert figures == {
        "day": f"{FIRST}",
        "objects": 1,
        "sales_missing": 1,
        "sales_otherwise": 0,
        "sales_unexplained": 0,
        "sales_unproven": 0,
        "lines_missing": len(lines),
        "lines_otherwise": 0,
        "lines_unexplained": 0,
        "written": 1 + len(lines),
        "deleted": 0,
        "differences": [f"{ONE}: missing", *(f"{ONE} line {n + 1}: missing" for n in range(len(lines)))],
    }
