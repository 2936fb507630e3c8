"""The close of days: reports each store's day, anew under the next version where late sales changed it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from domain.lake.tables import CLOSINGS, DAILY_STORE_SALES, SALE_LINES, SALES
from jobs.delivery_controls import ControlFault
from jobs.lake import Lake
from jobs.retail.steps import STEPS
from lake.schema import Type

STATED = [name for name in DAILY_STORE_SALES.columns if name not in {*DAILY_STORE_SALES.key}]
StoreDay: TypeAlias = tuple[str, date]
LEFT_OUT = {"store_id": Type.STRING, "business_day": Type.DATE}
SOLD = "SELECT DISTINCT store_id, business_day FROM sold"
TAGGED = (SALES, SALE_LINES, DAILY_STORE_SALES)
RAW_VIEWS = ("payloads", "first_payloads", "earlier_sales", "raw_sales", "raw_totals")
"""The steps from what was decoded to what raw says of each store's day."""


@dataclass(frozen=True)
class CloseSummary:
    """What a run closed, what it stated anew, and what it left open; a repeated run closes nothing.

    `left_open` are days, those among them that were closed without a store.
    """

    tags: Sequence[str]
    store_days: int
    blocked: Sequence[ControlFault]
    left_open: int

    def figures(self) -> dict[str, Any]:
        """Return the run's outcome by name."""
        return {
            "closed": list(self.tags),
            "store_days": self.store_days,
            "left_open": self.left_open,
            "blocked": [str(fault) for fault in self.blocked],
        }


def days_to_close(lake: Lake, asked: Iterable[date], last: date) -> list[date]:
    """Return the days asked for, and every day up to `last` with sales that its close didn't see."""
    reopened = {row["business_day"] for row in lake.rows(STEPS.query("reopened"))}
    return sorted({*asked, *(day for day in reopened if day <= last)})


def create_day_views(lake: Lake, days: Iterable[date], restated: Iterable[date] = ()) -> None:
    """Make the views of the days that the next queries are about, of the restated ones, and of lines."""
    for name, some in (("days", days), ("restated_days", restated)):
        lake.table(name, [{"business_day": day} for day in some], {"business_day": Type.DATE})
    lake.view("sold", STEPS.query("sold"))


def unblocked_days(
    days: Iterable[date], faults: Collection[ControlFault], sold: Collection[StoreDay]
) -> list[date]:
    """Return the days that nothing speaks against closing, be it without some of the stores that sold."""
    blocked = {fault.business_day for fault in faults if fault.partition is None}
    if None in blocked:
        return []
    left_out = store_days(faults)
    touched = {day for _, day in left_out}
    others = {day for store, day in sold if (store, day) not in left_out}
    return [day for day in days if day not in blocked and (day not in touched or day in others)]


def store_days(faults: Iterable[ControlFault]) -> set[StoreDay]:
    """Return the stores' days that are left out of a close."""
    return {(each.partition, each.business_day) for each in faults if each.partition and each.business_day}


def close(
    lake: Lake, days: Sequence[date], raw_through: datetime, faults: Sequence[ControlFault]
) -> CloseSummary:
    """Report the days that no fault blocks, without the stores that one does.

    The closing comes last: with it the report counts.
    """
    sold = {(row["store_id"], row["business_day"]) for row in lake.rows(SOLD)}
    free, left_out = unblocked_days(days, faults, sold), store_days(faults)
    if len(free) < len(days):
        create_day_views(lake, free)
    rows = [dict(zip(LEFT_OUT, each, strict=True)) for each in sorted(left_out)]
    lake.table("left_out", rows, LEFT_OUT)
    lake.table("counted", [{"raw_through": raw_through}], {"raw_through": Type.TIMESTAMP})
    STEPS.make(lake, ("line_totals", "top_products", "versions", "published", "reported"))
    lake.view("restated", restated_sql())
    lake.view("closing", STEPS.query("closing"))
    closings = lake.rows("SELECT tag, restated_stores FROM closing ORDER BY tag")
    tags = [each["tag"] for each in closings]
    lake.upsert(DAILY_STORE_SALES, "restated")
    if tags:
        for table in TAGGED:
            lake.tag(table, tags)
    lake.insert(CLOSINGS, "closing")
    whole = set(free) - {day for _, day in left_out}
    return CloseSummary(
        tags, sum(each["restated_stores"] for each in closings), faults, len(days) - len(whole)
    )


def restated_sql() -> str:
    """Return the query for reports that differ from the one that stands, or are the first of their day."""
    differs = " OR ".join(f"r.{name} IS DISTINCT FROM p.{name}" for name in STATED)
    return f"""
        SELECT r.*
        FROM reported AS r
        LEFT JOIN published AS p ON p.store_id = r.store_id AND p.business_day = r.business_day
        WHERE {differs}
    """  # noqa: S608
