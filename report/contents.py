"""What the page shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from report.answers import DAY, WEEK, Answers
from report.bars import Bars
from report.charts import SHOWN, by_day
from report.products import SoldProduct
from report.refusals import RefusedRecords, count_refusals, known_cents
from report.rows import Closing, ParkedStore, Restated
from report.scope import Scope, chain, each_store
from report.shortage import shortages
from report.statement import StatementLine, statement

Stock = Mapping[str, Mapping[str, int]]
"""Units on hand by sku by store."""


class StoreAmounts(Protocol):
    """A row of what a store sold."""

    @property
    def store_id(self) -> str:
        """Return the store."""

    @property
    def sales(self) -> int:
        """Return how many receipts."""

    @property
    def total_cents(self) -> int:
        """Return what they came to."""


@dataclass(frozen=True, kw_only=True)
class DayAmounts:
    """Sales of a day."""

    sales: int
    total_cents: int

    def __sub__(self, other: "DayAmounts") -> "DayAmounts":
        return DayAmounts(sales=self.sales - other.sales, total_cents=self.total_cents - other.total_cents)


@dataclass(frozen=True, kw_only=True)
class ReportContents:
    """Everything on the page, ready to be laid out."""

    day: date
    closing: Closing | None
    curated: DayAmounts
    late: DayAmounts
    parked: Sequence[ParkedStore]
    chain: Scope
    stores: Sequence[Scope]
    names: Mapping[str, str]
    silent: Sequence[str]
    week: Bars
    days_closed: str
    statement: Sequence[StatementLine]
    returned: Sequence[SoldProduct]
    refused: Sequence[RefusedRecords]
    refused_cents: int | None
    restated: Sequence[Restated]
    stock_known: bool
    levels_known: bool
    origin: Sequence[str]


def contents(
    found: Answers, stock: Stock | None, origin: Sequence[str], parked: Sequence[ParkedStore] = ()
) -> ReportContents:
    """Make what is shown of what was answered."""
    short = shortages(found.levels, stock or {})
    whole, names = chain(found, short), {store.store_id: store.name for store in found.stores}
    return ReportContents(
        day=found.day,
        closing=found.closing,
        curated=add_amounts(found.curated),
        late=late(found, parked),
        parked=parked,
        chain=whole,
        stores=each_store(found, short),
        names=names,
        silent=[names.get(store_id, store_id) for store_id in silent(found)],
        week=by_day(found.closings, found.day),
        days_closed=days_closed(found.closings),
        statement=list(statement(whole.compared)),
        returned=found.returned_products,
        refused=count_refusals(found.quarantined),
        refused_cents=known_cents(row.net_cents for row in found.quarantined),
        restated=found.restated,
        stock_known=stock is not None,
        levels_known=bool(found.levels),
        origin=origin,
    )


def days_closed(closings: Sequence[Closing]) -> str:
    """Say how many of the chart's days are closed, if not all are."""
    return "" if len(closings) == SHOWN else f"{len(closings)} of {SHOWN} days are closed"


def late(found: Answers, parked: Sequence[ParkedStore] = ()) -> DayAmounts:
    """Return what came into the tables since the close, but for parked stores; nothing of an open day."""
    if found.closing is None:
        return DayAmounts(sales=0, total_cents=0)
    return add_amounts(found.curated, parked) - add_amounts(found.on(found.day), parked)


def add_amounts(rows: Iterable[StoreAmounts], parked: Iterable[ParkedStore] = ()) -> DayAmounts:
    """Add up what stores sold, but for those that are parked."""
    waiting = {each.store_id for each in parked}
    counted = [each for each in rows if each.store_id not in waiting]
    return DayAmounts(
        sales=sum(each.sales for each in counted), total_cents=sum(each.total_cents for each in counted)
    )


def silent(found: Answers) -> list[str]:
    """Return the stores that sold nothing, though they sold the day before and a week before."""
    days = (found.day, found.day - DAY, found.day - WEEK)
    now, before, week_before = ({one.store_id for one in found.on(day)} for day in days)
    return sorted((before & week_before) - now)
