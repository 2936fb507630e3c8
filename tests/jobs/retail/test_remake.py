"""A day of the curated tables is made again from raw, compared with the live rows, and put in their place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.lake.tables import SALE_LINES, SALES
from jobs.raw import RawObject
from jobs.retail.curate_sales import curate
from jobs.retail.remake import RemakeSummary, remake
from lake.schema import Table
from lambdas.core.time_bounds import TimeBounds
from tests.jobs.retail.running import (
    FIRST,
    SECOND,
    close_days,
    contents,
    receipts,
    run,
    snapshots,
    sold,
    unfit,
)
from tests.jobs.retail.test_curate import LakeOfBefore
from tests.lakes import Place, fill
from tests.lambdas.corrections import correction
from tests.lambdas.sales import BOUNDS, line

ONE, TWO = f"367/{FIRST}/4/1", f"367/{FIRST}/4/2"


def remade(
    place: Place,
    day: date = FIRST,
    *,
    swap: bool = False,
    objects: Sequence[RawObject] | None = None,
    bounds: TimeBounds = BOUNDS,
) -> RemakeSummary:
    """Make a day again of all that was archived, in a run of its own."""
    read = place.archived() if objects is None else objects
    return remake(place.lake(), day, lambda: read, bounds, swap=swap)


def edit(place: Place, table: Table, **values: Any) -> None:
    """Change all rows of a table by hand."""
    lake = place.lake()
    rows = lake.rows(f"SELECT * FROM {table.name}")  # noqa: S608
    lake.table("edited", [row | values for row in rows], {each.name: each.type for each in table.fields})
    assert lake.upsert(table, "edited") == len(rows)


def remove(place: Place, table: Table, sale_id: str) -> None:
    """Delete a sale's rows by hand."""
    lake = place.lake()
    lake.view("removed", f"SELECT * FROM {table.name} WHERE sale_id = '{sale_id}'")  # noqa: S608
    assert lake.delete(table, "removed") == 1


def invent(place: Place, sale_id: str = f"367/{FIRST}/4/99", **values: Any) -> None:
    """Insert by hand a sale that looks like one that is there."""
    for table in (SALE_LINES, SALES):
        [row] = place.rows(f"SELECT * FROM {table.name} ORDER BY sale_id LIMIT 1")  # noqa: S608
        changed = {name: each for name, each in values.items() if name in table.columns}
        fill(place.lake(), table, [row | {"sale_id": sale_id} | changed])


def swapped(place: Place) -> RemakeSummary:
    """Make the first day again and swap; once more must change nothing."""
    outcome = remade(place, swap=True)
    before = snapshots(place)
    again = remade(place, swap=True)
    assert (again.sales, again.lines, again.named, again.written, again.deleted) == ({}, {}, [], 0, 0)
    assert snapshots(place) == before
    return outcome


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


def test_the_last_correction_stands_whoever_undid_it(place: Place) -> None:
    right = [correction(place.s3, place.name, sold(1, cents), number=n) for n, cents in ((1, 500), (2, 600))]
    place.archive(sold(1), *right)
    run(place)
    before = contents(place)
    [kept] = place.rows("SELECT digest FROM sale_lines")
    edit(place, SALES, correction=None, settles=None, net_cents=398, total_cents=398, digest="0" * 32)

    outcome = swapped(place)

    assert outcome.named == [f"{ONE}: otherwise (total_cents, net_cents, digest, correction, settles)"]
    assert contents(place) == before
    assert place.rows("SELECT digest FROM sales") == [kept]
    assert receipts(place) == {"1": [600]}


def test_lines_of_a_payload_that_was_corrected_are_no_difference(place: Place) -> None:
    place.archive(sold(1))
    run(place)
    place.archive(correction(place.s3, place.name, sold(1, 500)))
    run(place)
    assert len(place.rows("SELECT * FROM sale_lines")) == 2

    outcome = remade(place)

    assert (outcome.sales, outcome.lines) == ({}, {})


def test_of_a_conflict_the_payload_that_came_first_is_made(place: Place) -> None:
    place.archive(sold(1, 398))
    place.archive(sold(1, 500))
    first, second = place.archived()
    run(place, [second])
    run(place, [first, second])
    assert receipts(place) == {"1": [500]}

    outcome = swapped(place)

    assert (outcome.sales, outcome.lines) == ({"otherwise": 1}, {"missing": 1})
    assert receipts(place) == {"1": [398]}


def test_a_late_record_is_made_with_its_day_and_no_other(place: Place) -> None:
    place.archive(sold(1), sold(2, day=SECOND))
    run(place)
    place.archive(sold(3), sold(4, day=SECOND), hour="events/year=2017/month=06/day=01/hour=00")

    outcome = swapped(place)

    assert outcome.named == [f"367/{FIRST}/4/3: missing", f"367/{FIRST}/4/3 line 1: missing"]
    assert receipts(place) == {"1": [398], "2": [398], "3": [398]}


def test_a_row_with_the_digest_of_before_is_the_same_row(place: Place) -> None:
    """FAULTS 52."""
    place.archive(sold(1, occurred_at="2017-03-01T14:03:00.000Z"))
    assert curate(LakeOfBefore(place.lake()), place.archived(), BOUNDS).sales == 1

    assert remade(place).named == []


def test_raw_is_listed_after_the_tables_are_read(place: Place) -> None:
    """A sale that is curated meanwhile must not seem to be one that nobody sold."""
    place.archive(sold(1))
    run(place)

    def meanwhile() -> list[RawObject]:
        found = place.archived()
        place.archive(correction(place.s3, place.name, sold(1, 500)), sold(2))
        run(place)
        return found

    assert remake(place.lake(), FIRST, meanwhile, BOUNDS, swap=False).named == []


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
