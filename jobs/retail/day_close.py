"""The close of days: reports each store's day, anew under the next version where late sales changed it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from domain.lake.tables import CLOSINGS, DAILY_STORE_SALES, SALE_LINES, SALES
from jobs.delivery_controls import ControlFault
from jobs.lake import Lake
from jobs.retail.steps import STEPS
from lake.schema import Type
from lambdas.core.parked_days import ParkedDay

STATED = [name for name in DAILY_STORE_SALES.columns if name not in {*DAILY_STORE_SALES.key}]
StoreDay: TypeAlias = tuple[str, date]
STORE_DAY = {"store_id": Type.STRING, "business_day": Type.DATE}
SOLD = "SELECT DISTINCT store_id, business_day FROM sold"
TAGGED = (SALES, SALE_LINES, DAILY_STORE_SALES)
RAW_VIEWS = ("payloads", "first_payloads", "earlier_sales", "raw_sales", "raw_totals")
"""The steps from what was decoded to what raw says of each store's day."""


@dataclass(frozen=True)
class CloseSummary:
    """What a run closed, what it stated anew, and what it left open; a repeated run closes nothing.

    `left_open` are days, also such as were closed without a store. Nobody waits for what is `parked`.
    """

    tags: Sequence[str]
    store_days: int
    blocked: Sequence[ControlFault]
    left_open: int
    parked: Sequence[ParkedDay] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Return the run's outcome by name."""
        return {
            "closed": list(self.tags),
            "store_days": self.store_days,
            "left_open": self.left_open,
            "blocked": [str(fault) for fault in self.blocked],
            "parked": [
                f"{each.day}: store {each.partition}: parked by {each.by}: {each.reason}"
                for each in self.parked
            ],
        }


def days_to_close(
    lake: Lake, asked: Iterable[date], last: date, parked: Iterable[ParkedDay] = ()
) -> list[date]:
    """Return the days asked for, and every day up to `last` with a store's sales that no close has stated.

    What is parked reopens no day. Makes the views parked, stated_days and open_store_days.
    """
    rows = [{"store_id": each.partition, "business_day": each.day} for each in parked]
    lake.table("parked", rows, STORE_DAY)
    STEPS.make(lake, ("stated_days", "open_store_days"))
    reopened = {row["business_day"] for row in lake.rows("SELECT DISTINCT business_day FROM open_store_days")}
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
    lake: Lake,
    days: Sequence[date],
    raw_through: datetime,
    faults: Sequence[ControlFault],
    parked: Sequence[ParkedDay] = (),
) -> CloseSummary:
    """Report the days that no fault blocks, without the stores that one does, and without the parked ones.

    The closing comes last: with it the report counts.
    """
    waiting = {(each.partition, each.day) for each in parked}
    faults = [each for each in faults if (each.partition, each.business_day) not in waiting]
    sold = {(row["store_id"], row["business_day"]) for row in lake.rows(SOLD)} - waiting
    free, faulty = unblocked_days(days, faults, sold), store_days(faults)
    _create_report_views(lake, days, free, faulty | waiting, raw_through)
    tags, restated = _commit(lake)
    whole = set(free) - {day for _, day in faulty}
    shown = [each for each in parked if each.day in {*days}]
    return CloseSummary(tags, restated, faults, len(days) - len(whole), shown)


def _create_report_views(
    lake: Lake,
    days: Sequence[date],
    free: Sequence[date],
    left_out: Iterable[StoreDay],
    raw_through: datetime,
) -> None:
    if len(free) < len(days):
        create_day_views(lake, free)
    rows = [dict(zip(STORE_DAY, each, strict=True)) for each in sorted(left_out)]
    lake.table("left_out", rows, STORE_DAY)
    lake.table("counted", [{"raw_through": raw_through}], {"raw_through": Type.TIMESTAMP})
    STEPS.make(lake, ("line_totals", "top_products", "versions", "published", "reported"))
    lake.view("restated", restated_sql())
    lake.view("closing", STEPS.query("closing"))


def _commit(lake: Lake) -> tuple[list[str], int]:
    """Write what the views say; return the tags of the closings, and how many store days they state anew."""
    closings = lake.rows("SELECT tag, restated_stores FROM closing ORDER BY tag")
    tags = [each["tag"] for each in closings]
    lake.upsert(DAILY_STORE_SALES, "restated")
    if tags:
        for table in TAGGED:
            lake.tag(table, tags)
    lake.insert(CLOSINGS, "closing")
    return tags, sum(each["restated_stores"] for each in closings)


def restated_sql() -> str:
    """Return the query for reports that differ from the one that stands, or are the first of their day."""
    differs = " OR ".join(f"r.{name} IS DISTINCT FROM p.{name}" for name in STATED)
    return f"""
        SELECT r.*
        FROM reported AS r
        LEFT JOIN published AS p ON p.store_id = r.store_id AND p.business_day = r.business_day
        WHERE {differs}
    """  # noqa: S608
