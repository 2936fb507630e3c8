"""What the page shows, of all stores or of one."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from report.answers import Answers, by_store, ranked, sold_on
from report.bars import Bars
from report.charts import by_day, by_hour, charted_days
from report.comparison import Cell, Compared, cells, compare
from report.figures import Figures, add_up
from report.hours import name_clock
from report.period import DAY, WEEK, Period
from report.products import SoldProduct
from report.refusals import RefusedRecords, count_refusals, known_cents
from report.replenishment import Replenishment, StockStatus, replenishment
from report.rows import Closing, CuratedRaw, ParkedStore, Restated
from report.shares import DepartmentShare, shares
from report.statement import StatementLine, statement
from report.words import change

DEPARTMENTS, RETURNED = 12, 5
NUMBER = re.compile(r"(\d+)")
StoreDayKey: TypeAlias = tuple[str, date]


@dataclass(frozen=True, kw_only=True)
class StoreLine:
    """A store in the list of stores: what it sold, and how many products it is low of."""

    store_id: str
    name: str
    figures: Figures
    changed: str
    low: int


@dataclass(frozen=True, kw_only=True)
class ReportContents:
    """Everything on the page, ready to be laid out; `store` is the name of the one that it is about."""

    period: Period
    store: str
    closed: Sequence[Closing]
    curated: CuratedRaw
    late: CuratedRaw
    parked: Sequence[ParkedStore]
    stated: Collection[StoreDayKey]
    compared: Compared
    cells: Sequence[Cell]
    hours: Bars
    days: Bars
    days_closed: str
    clock: str
    departments: Sequence[DepartmentShare]
    products: Sequence[SoldProduct]
    statement: Sequence[StatementLine]
    returned: Sequence[SoldProduct]
    stores: Sequence[StoreLine]
    names: Mapping[str, str]
    silent: Sequence[str]
    refused: Sequence[RefusedRecords]
    refused_cents: int | None
    restated: Sequence[Restated]
    stock: Replenishment | None
    origin: Sequence[str]

    @property
    def index(self) -> list[StoreLine]:
        """Return the stores as people look for them: by name, numbers in their order."""
        return sorted(self.stores, key=lambda line: [part.zfill(20) for part in NUMBER.split(line.name)])

    @property
    def is_closed(self) -> bool:
        """Tell whether every day of the period is closed."""
        return len(self.closed) == self.period.length.days


def contents(found: Answers, stock: StockStatus | None, origin: Sequence[str]) -> ReportContents:
    """Make what is shown of what was answered."""
    compared, names = compare(found), {store.store_id: store.name for store in found.stores}
    orders = replenishment(stock, found.products, found.period) if stock else None
    return ReportContents(
        period=found.period,
        store=name_store(found.store_id, names) if found.store_id else "",
        closed=found.closed,
        curated=add_raw(found.curated),
        late=late(found),
        parked=found.parked,
        stated={(one.store_id, one.business_day) for one in found.store_days},
        compared=compared,
        cells=list(cells(compared)),
        hours=by_hour(found.hours, found.period, beside=compared.week_before is not None),
        days=by_day(closed_days(found), found.period),
        days_closed=count_closed_days(found),
        clock=name_clock(found.stores, by_store(found.hours)),
        departments=shares(found.departments, found.period, DEPARTMENTS),
        products=found.top_products,
        statement=list(statement(compared)),
        returned=found.returned_products[:RETURNED],
        stores=[] if found.store_id else list(list_stores(found, orders, names)),
        names=names,
        silent=[name_store(store_id, names) for store_id in silent(found)],
        refused=count_refusals(found.quarantined),
        refused_cents=known_cents(row.net_cents for row in found.quarantined),
        restated=found.restated,
        stock=orders,
        origin=origin,
    )


def name_store(store_id: str, names: Mapping[str, str]) -> str:
    """Return what a store is called, of one that no file names its number."""
    return names.get(store_id, f"Store {store_id}")


def list_stores(
    found: Answers, orders: Replenishment | None, names: Mapping[str, str]
) -> Iterator[StoreLine]:
    """Yield the stores that sold, the one that sold most first."""
    now, before = (by_store(found.on(days)) for days in (found.period, found.period.week_before))
    low = by_store(orders.low if orders else ())
    held_against = found.figures(found.period.week_before) is not None
    for store_id in ranked(found.on(found.period)):
        figures = add_up(now[store_id])
        was = add_up(before.get(store_id, ())).total_cents if held_against else 0
        yield StoreLine(
            store_id=store_id,
            name=name_store(store_id, names),
            figures=figures,
            changed=change(figures.total_cents, was),
            low=len(low.get(store_id, ())),
        )


def closed_days(found: Answers) -> Mapping[date, int]:
    """Return what was sold on each day that is closed: nothing, if a store had no sale."""
    sold = sold_on(found.store_days)
    return {one.business_day: sold.get(one.business_day, 0) for one in found.closings}


def count_closed_days(found: Answers) -> str:
    """Say how many of the chart's days are closed, if not all are."""
    days = charted_days(found.period)
    closed = sum(one.business_day in days for one in found.closings)
    return "" if closed == days.length.days else f"{closed} of {days.length.days} days are closed"


def add_raw(parts: Sequence[CuratedRaw]) -> CuratedRaw:
    """Add up what is in the tables of several stores."""
    return CuratedRaw(
        sales=sum(one.sales for one in parts), total_cents=sum(one.total_cents for one in parts)
    )


def late(found: Answers) -> CuratedRaw:
    """Return what came into the tables since the close, but for parked stores; nothing of open days."""
    if len(found.closed) < found.period.length.days:
        return CuratedRaw(sales=0, total_cents=0)
    parked = {one.store_id for one in found.parked}
    curated = add_raw([one for one in found.curated if one.store_id not in parked])
    closed = add_up([one for one in found.on(found.period) if one.store_id not in parked])
    return CuratedRaw(
        sales=curated.sales - closed.sales, total_cents=curated.total_cents - closed.total_cents
    )


def silent(found: Answers) -> list[str]:
    """Return the stores that sold nothing on a day, though they sold the day before and a week before."""
    if found.period.is_week:
        return []
    days = (found.period, found.period.back(DAY), found.period.back(WEEK))
    now, before, week_before = ({one.store_id for one in found.on(day)} for day in days)
    return sorted((before & week_before) - now)
