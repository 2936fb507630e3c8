"""Everything that is asked for the pages of a period, of all stores and of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from report.figures import Figures, StoreDay, add_up
from report.hours import SalesHour, by_local_hour
from report.period import DAY, WEEK, Period
from report.products import Product, SoldProduct
from report.questions import Query, ask
from report.rows import (
    Closing,
    CuratedRaw,
    Department,
    ParkedStore,
    Quarantined,
    Restated,
    SoldQuarter,
    Store,
)

OF_STORES = (
    "store_days",
    "hours",
    "departments",
    "store_products",
    "returned_products",
    "quarantined",
    "restated",
    "curated",
    "parked",
    "stores",
)
"""The answers whose rows belong to a store each."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the tables say of a period, and of the week before it; of one store, if `store_id` names it."""

    period: Period
    store_id: str = ""
    closings: Sequence[Closing]
    store_days: Sequence[StoreDay]
    hours: Sequence[SalesHour]
    departments: Sequence[Department]
    top_products: Sequence[SoldProduct]
    store_products: Sequence[SoldProduct]
    returned_products: Sequence[SoldProduct]
    quarantined: Sequence[Quarantined]
    restated: Sequence[Restated]
    curated: Sequence[CuratedRaw]
    parked: Sequence[ParkedStore]
    stores: Sequence[Store]
    products: Mapping[str, Product]

    @property
    def closed(self) -> list[Closing]:
        """Return the last close of each day of the period that was closed."""
        return [one for one in self.closings if one.business_day in self.period]

    def on(self, days: Period) -> list[StoreDay]:
        """Return what the stores sold on some days."""
        return [one for one in self.store_days if one.business_day in days]

    def figures(self, days: Period) -> Figures | None:
        """Return the sums of some days, if all of them are closed and anything was sold."""
        closed, sold = {one.business_day for one in self.closings}, self.on(days)
        return add_up(sold) if sold and closed.issuperset(days.days) else None


def answers(query: Query, period: Period, parked: Iterable[ParkedStore] = ()) -> Answers:
    """Ask all that the pages show; of what is `parked` they show the period's."""
    before = period.week_before
    span = {"first": period.first, "last": period.last}
    earlier = {"before_first": before.first, "before_last": before.last}
    stores = ask(query, "stores", Store)
    return Answers(
        period=period,
        closings=ask(query, "closings", Closing, before_first=before.first, last=period.last),
        store_days=ask(query, "store_days", StoreDay, before_first=before.first, last=period.last),
        hours=by_local_hour(ask(query, "hours", SoldQuarter, **span, **earlier), stores),
        departments=ask(query, "departments", Department, **span, **earlier),
        top_products=ask(query, "top_products", SoldProduct, **span),
        store_products=ask(query, "store_products", SoldProduct, **span),
        returned_products=ask(query, "returned_products", SoldProduct, **span),
        quarantined=ask(query, "quarantined", Quarantined, **span, length=period.length),
        restated=ask(query, "restated", Restated, recent=period.last - WEEK + DAY, last=period.last),
        curated=ask(query, "curated", CuratedRaw, **span),
        parked=[one for one in parked if one.business_day in period],
        stores=stores,
        products={one.sku: one for one in ask(query, "products", Product)},
    )


class OfStore(Protocol):
    """A row that belongs to a store, or to none that is known."""

    @property
    def store_id(self) -> str | None:
        """Return the store."""


Row = TypeVar("Row", bound=OfStore)


def each_store(found: Answers, store_ids: Iterable[str]) -> Iterator[Answers]:
    """Yield what was answered of each of these stores."""
    parts = {name: by_store(getattr(found, name)) for name in OF_STORES}
    for store_id in store_ids:
        own: dict[str, Any] = {name: part.get(store_id, ()) for name, part in parts.items()}
        yield replace(found, store_id=store_id, top_products=own["store_products"], **own)


def ranked(days: Iterable[StoreDay]) -> list[str]:
    """Return the stores, the one that sold most first."""
    cents: defaultdict[str, int] = defaultdict(int)
    for one in days:
        cents[one.store_id] += one.total_cents
    return sorted(cents, key=lambda store_id: (-cents[store_id], store_id))


def by_store(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    """Part rows by their store; those of none that is known are left out."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.store_id is not None:
            found[row.store_id].append(row)
    return found


def sold_on(days: Iterable[StoreDay]) -> Mapping[date, int]:
    """Return what was sold on each day."""
    cents: defaultdict[date, int] = defaultdict(int)
    for one in days:
        cents[one.business_day] += one.total_cents
    return cents
