"""Products and stores: rows of the newest file into their table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jobs.lake import Lake
from jobs.landing.rows import Row
from jobs.steps import make
from lake.schema import Table


def upsert(lake: Lake, table: Table, day: date | None, rows: Sequence[Row]) -> int:
    """Write the rows of a day's file that no later day's has written, and say how many changed the table."""
    types = {field.name: field.type for field in table.fields}
    lake.table("landed", [_of_day(row, table, day) for row in rows], types)
    step = f"landed_{table.name}"
    make(lake, [step])
    return lake.upsert(table, step)


def _of_day(row: Row, table: Table, day: date | None) -> Mapping[str, Any]:
    return {**{name: row.values.get(name) for name in table.columns}, "valid_from": day}
