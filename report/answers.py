"""Everything that is asked for a day's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from report.asking import Query, ask
from report.figures import StoreDay
from report.products import Level, Sold
from report.rows import Closing, Curated, Department, Hour, Quarantined, Restated, Store

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the tables say of a day, and of the week before it."""

    day: date
    closings: Sequence[Closing]
    store_days: Sequence[StoreDay]
    hours: Sequence[Hour]
    departments: Sequence[Department]
    top_products: Sequence[Sold]
    store_products: Sequence[Sold]
    returned_products: Sequence[Sold]
    quarantined: Sequence[Quarantined]
    restated: Sequence[Restated]
    curated: Curated
    stores: Sequence[Store]
    levels: Sequence[Level]

    def on(self, day: date) -> list[StoreDay]:
        """Return what the stores sold on a day."""
        return [one for one in self.store_days if one.business_day == day]

    @property
    def closing(self) -> Closing | None:
        """The day's last close, if there was one."""
        return next((one for one in self.closings if one.business_day == self.day), None)


def answers(query: Query, day: date) -> Answers:
    """Ask all that the page shows."""
    before = day - WEEK
    return Answers(
        day=day,
        closings=ask(query, "closings", Closing, first=before, day=day),
        store_days=ask(query, "store_days", StoreDay, first=before, day=day),
        hours=ask(query, "hours", Hour, day=day, week_before=before),
        departments=ask(query, "departments", Department, day=day, week_before=before),
        top_products=ask(query, "top_products", Sold, day=day),
        store_products=ask(query, "store_products", Sold, day=day),
        returned_products=ask(query, "returned_products", Sold, day=day),
        quarantined=ask(query, "quarantined", Quarantined, day=day),
        restated=ask(query, "restated", Restated, first=before, day=day),
        curated=ask(query, "curated", Curated, day=day)[0],
        stores=ask(query, "stores", Store),
        levels=ask(query, "reorder_levels", Level),
    )
