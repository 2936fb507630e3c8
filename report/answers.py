"""Everything that is asked for a day's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from report.figures import StoreDay
from report.products import Level, SoldProduct
from report.questions import Query, ask
from report.rows import Closing, CuratedStore, Department, Quarantined, Restated, SalesHour, Store

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the tables say of a day, and of the week before it."""

    day: date
    closings: Sequence[Closing]
    store_days: Sequence[StoreDay]
    hours: Sequence[SalesHour]
    departments: Sequence[Department]
    top_products: Sequence[SoldProduct]
    store_products: Sequence[SoldProduct]
    returned_products: Sequence[SoldProduct]
    quarantined: Sequence[Quarantined]
    restated: Sequence[Restated]
    curated: Sequence[CuratedStore]
    stores: Sequence[Store]
    levels: Sequence[Level]

    def on(self, day: date) -> list[StoreDay]:
        """Return what the stores sold on a day."""
        return [one for one in self.store_days if one.business_day == day]

    @property
    def closing(self) -> Closing | None:
        """Return the day's last close, if there was one."""
        return next((one for one in self.closings if one.business_day == self.day), None)


def answers(query: Query, day: date) -> Answers:
    """Ask all that the page shows."""
    before = day - WEEK
    return Answers(
        day=day,
        closings=ask(query, "closings", Closing, first=before, day=day),
        store_days=ask(query, "store_days", StoreDay, first=before, day=day),
        hours=ask(query, "hours", SalesHour, day=day, week_before=before),
        departments=ask(query, "departments", Department, day=day, week_before=before),
        top_products=ask(query, "top_products", SoldProduct, day=day),
        store_products=ask(query, "store_products", SoldProduct, day=day),
        returned_products=ask(query, "returned_products", SoldProduct, day=day),
        quarantined=ask(query, "quarantined", Quarantined, day=day),
        restated=ask(query, "restated", Restated, first=before, day=day),
        curated=ask(query, "curated", CuratedStore, day=day),
        stores=ask(query, "stores", Store),
        levels=ask(query, "reorder_levels", Level),
    )
