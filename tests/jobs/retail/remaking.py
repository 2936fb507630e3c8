"""Days of the tables, damaged by hand and made again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.lake.tables import SALE_LINES, SALES
from jobs.raw import RawObject
from jobs.retail.remake import RemakeSummary, remake
from lake.schema import Table
from lambdas.core.time_bounds import TimeBounds
from tests.jobs.retail.running import (
    FIRST,
    snapshots,
)
from tests.lakes import Place, fill
from tests.lambdas.sales import BOUNDS

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
