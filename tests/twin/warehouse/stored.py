"""What the warehouse and the lake hold and answer, to be compared."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.lake import LAKE
from tests.jobs.retail.running import FIRST, SECOND
from tests.lakes import Place
from twin.warehouse.local import LocalWarehouse

BY_HOUR = next(each for each in LAKE.questions if each.name == "sales_by_hour")


def answers(warehouse: LocalWarehouse, schema: str) -> list[list[dict[str, Any]]]:
    """Return what the saved question says of both days, asked as it is."""
    return [whole(warehouse.rows(BY_HOUR.sql, [str(day)], schema=schema)) for day in (FIRST, SECOND)]


def _answer(place: Place, day: date) -> list[dict[str, Any]]:
    return whole(place.rows(BY_HOUR.sql.replace("?", f"'{day}'")))


def whole(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with their sums as plain numbers."""
    return [{name: int(value) for name, value in row.items()} for row in rows]


def stored_ids(warehouse: LocalWarehouse) -> list[tuple[str, str]]:
    """Return the stored sales and their payloads' digests."""
    rows = warehouse.rows("SELECT sale_id, digest FROM sales ORDER BY 1, 2", schema="stored")
    return [(row["sale_id"], row["digest"]) for row in rows]


def lake_ids(place: Place) -> list[tuple[str, str]]:
    """Return the lake's."""
    rows = place.rows("SELECT sale_id, digest FROM sales ORDER BY 1, 2")
    return [(row["sale_id"], row["digest"]) for row in rows]


REPORTS = (
    "SELECT store_id, business_day, version, sales, lines, units, total_cents, net_cents, return_lines, "
    "return_cents FROM closed_store_days ORDER BY business_day, store_id"
)


LINES = """
    SELECT business_day, count(*) AS lines, CAST(sum(total_cents) AS BIGINT) AS total_cents
    FROM sale_lines GROUP BY business_day ORDER BY business_day
"""


def lines_of(warehouse: LocalWarehouse) -> list[dict[str, Any]]:
    """Return how many lines are stored of each day, and what they sold for."""
    return warehouse.rows(LINES, schema="stored")


def reports(warehouse: LocalWarehouse) -> list[dict[str, Any]]:
    """Return the stored reports of every store's day."""
    return warehouse.rows(REPORTS)


def lake_reports(place: Place) -> list[dict[str, Any]]:
    """Return the lake's."""
    return place.rows(REPORTS)


def everything(warehouse: LocalWarehouse) -> Mapping[str, list[str]]:
    """Return every row of every stored table."""
    names = ("sales", "sale_lines", "daily_store_sales", "products", "loads")
    queries = {name: f"SELECT * FROM {name}" for name in names}  # noqa: S608
    return {name: sorted(map(repr, warehouse.rows(sql, schema="stored"))) for name, sql in queries.items()}
