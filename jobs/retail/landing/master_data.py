"""Products and stores: rows of the newest file into their table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.lake.tables import HEAD_OFFICE, PRODUCT_STATEMENTS, PRODUCTS
from jobs.lake import Lake
from jobs.retail.landing.rows import FileRow
from jobs.retail.products import settle_products
from jobs.retail.steps import STEPS
from lake.schema import Table


def upsert(lake: Lake, table: Table, day: date | None, rows: Sequence[FileRow]) -> int:
    """Write the rows of a day's file that no later day's has written, and say how many changed the table."""
    stated = PRODUCT_STATEMENTS if table is PRODUCTS else table
    types = {field.name: field.type for field in stated.fields}
    lake.table("landed", [_of_day(row, stated, day) for row in rows], types)
    step = f"landed_{table.name}"
    STEPS.make(lake, [step])
    written = lake.upsert(stated, step)
    return settle_products(lake, [row.values["sku"] for row in rows]) if table is PRODUCTS else written


def _of_day(row: FileRow, table: Table, day: date | None) -> Mapping[str, Any]:
    stated = {"valid_from": day, "stated_by": HEAD_OFFICE, "deleted": False}
    return {name: stated.get(name, row.values.get(name)) for name in table.columns}
