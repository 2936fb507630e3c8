"""Rows for the tables of the lake."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from domain.lake.tables import SALES
from jobs.lake import Lake
from lake.schema import Table

NOON = datetime(2017, 12, 22, 12, tzinfo=UTC)
MONDAY, TUESDAY = date(2017, 12, 18), date(2017, 12, 19)

Row = dict[str, Any]


def put(lake: Lake, view: str, table: Table, rows: Sequence[Row]) -> None:
    """Make a view of rows for a table; what they lack is null."""
    columns = {field.name: field.type for field in table.fields}
    lake.table(view, [dict.fromkeys(columns) | row for row in rows], columns)


def sale(number: int, day: date = MONDAY, *, cents: int = 100, digest: str = "d") -> Row:
    """A row for the table of sales."""
    return {
        "sale_id": f"367/{day}/1/{number}",
        "store_id": "367",
        "business_day": day,
        "register_id": "1",
        "occurred_at": NOON,
        "payment_token": "tok_a",
        "lines": 1,
        "total_cents": cents,
        "net_cents": cents,
        "digest": digest,
        "arrived_at": NOON,
        "raw_object": "sales/a.gz",
        "raw_version": "1",
        "raw_position": number,
    }


def line(number: int, day: date = MONDAY, *, digest: str = "d") -> Row:
    """A row for the table of sale lines."""
    amounts = dict.fromkeys(("retail_cents", "coupon_cents", "coupon_match_cents"), 0)
    return amounts | {
        "sale_id": f"367/{day}/1/{number}",
        "digest": digest,
        "line_no": 1,
        "store_id": "367",
        "business_day": day,
        "sku": "1001",
        "quantity": 1,
        "total_cents": 100,
    }


def store(store_id: str, name: str, region: str | None = None) -> Row:
    """A row for the table of stores."""
    known = {"store_id": store_id, "name": name, "valid_from": MONDAY}
    return {**known, "region": region, "time_zone": "America/New_York"}


def closing(day: date, *, sales: int = 1) -> Row:
    """A row for the table of closings."""
    amounts = dict.fromkeys(("stores", "restated_stores", "total_cents", "net_cents"), 0)
    return amounts | {
        "business_day": day,
        "version": 1,
        "sales": sales,
        "raw_through": NOON,
        "tag": f"closed-{day}-v1",
    }


def product(number: int, department: str = "GROCERY") -> Row:
    """A row for the table of products."""
    known = {"category": "NONE", "tax_free": False, "valid_from": MONDAY}
    return known | {"sku": str(number), "department": department}


def delete_some(lake: Lake) -> tuple[list[int], list[str]]:
    """Delete one of three sales by its key, twice, and nothing; return the counts, and the ids that stay."""
    put(lake, "new", SALES, [sale(1), sale(2), sale(1, TUESDAY)])
    put(lake, "gone", SALES, [sale(1, cents=5), sale(3)])
    put(lake, "nothing", SALES, [])
    lake.insert(SALES, "new")
    deleted = [lake.delete(SALES, view) for view in ("gone", "gone", "nothing")]
    return deleted, [row["sale_id"] for row in lake.rows("SELECT sale_id FROM sales ORDER BY sale_id")]
