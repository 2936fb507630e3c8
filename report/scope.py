"""What is shown of a store's day, and of all stores together in the same way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from report.answers import DAY, WEEK, Answers
from report.bars import Bars
from report.charts import by_hour
from report.comparison import Cell, Compared, cells
from report.figures import StoreDay, add_up
from report.products import SoldProduct
from report.shares import DepartmentShare, shares
from report.shortage import Short
from report.words import change

SHEETS = 500


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One store, or the chain."""

    store_id: str
    name: str
    rank: int
    compared: Compared
    version: int
    cells: Sequence[Cell]
    hours: Bars
    departments: Sequence[DepartmentShare]
    products: Sequence[SoldProduct]
    short: Sequence[Short]

    @property
    def has_sheet(self) -> bool:
        """Return whether the page has a part for it alone: of more stores a browser would tire."""
        return 0 < self.rank <= SHEETS

    @property
    def changed(self) -> str:
        """Return how much more or less it sold than a week before."""
        before = self.compared.week_before
        return change(self.compared.now.total_cents, before.total_cents) if before else ""


class OfStore(Protocol):
    """A row that belongs to a store."""

    @property
    def store_id(self) -> str:
        """Return the store."""


Row = TypeVar("Row", bound=OfStore)


def chain(found: Answers, short: Sequence[Short]) -> Scope:
    """Return the scope of all stores."""
    compared = compare(found.store_days, found.day)
    return Scope(
        store_id="",
        name="All stores",
        rank=0,
        compared=compared,
        version=found.closing.version if found.closing else 0,
        cells=list(cells(compared)),
        hours=by_hour(found.hours, found.day),
        departments=shares(found.departments, found.day, 12),
        products=found.top_products,
        short=short,
    )


def each_store(found: Answers, short: Sequence[Short]) -> list[Scope]:
    """Return the scopes of the stores that sold, the largest first."""
    names = {store.store_id: store.name for store in found.stores}
    parts = _Parts(found, short)
    ranked = sorted(found.on(found.day), key=lambda one: (-one.total_cents, one.store_id))
    return [
        parts.scope(one, names.get(one.store_id, f"Store {one.store_id}"), rank)
        for rank, one in enumerate(ranked, 1)
    ]


def compare(days: Sequence[StoreDay], day: date) -> Compared:
    """Add up a day's figures, and those of the days that it is held against."""
    by_day = {wanted: [one for one in days if one.business_day == wanted] for wanted in _days(day)}
    now, before, week_before = by_day.values()
    return Compared(
        now=add_up(now),
        day_before=add_up(before) if before else None,
        week_before=add_up(week_before) if week_before else None,
    )


class _Parts:
    """The answers by store."""

    def __init__(self, found: Answers, short: Sequence[Short]) -> None:
        self._day = found.day
        self._days = by_store(found.store_days)
        self._hours = by_store(found.hours)
        self._departments = by_store(found.departments)
        self._products = by_store(found.store_products)
        self._short = by_store(short)

    def scope(self, today: StoreDay, name: str, rank: int) -> Scope:
        store_id = today.store_id
        compared = compare(self._days[store_id], self._day)
        return Scope(
            store_id=store_id,
            name=name,
            rank=rank,
            compared=compared,
            version=today.version,
            cells=list(cells(compared)),
            hours=by_hour(self._hours.get(store_id, ()), self._day),
            departments=shares(self._departments.get(store_id, ()), self._day, 6),
            products=self._products.get(store_id, ()),
            short=self._short.get(store_id, ()),
        )


def by_store(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    """Part rows by their store."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.store_id].append(row)
    return found


def _days(day: date) -> tuple[date, date, date]:
    return day, day - DAY, day - WEEK
