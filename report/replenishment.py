"""What is low on the shelves, and what is ordered: by the rule by which orders are made."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.stock import ReorderRule
from report.answers import by_store
from report.period import Period
from report.products import Product


@dataclass(frozen=True, kw_only=True)
class ShelfPace:
    """A product of a store whose stock is watched: units on hand, and how many it sells a day."""

    store_id: str
    sku: str
    units: int
    units_a_day: float


@dataclass(frozen=True, kw_only=True)
class StockOrder:
    """What a day's sales had ordered of a product for a store; one that is `held` waits since that day."""

    store_id: str
    sku: str
    day: date
    units: int
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class StockStatus:
    """The shelves as they are now, the rule by which they are low, and the orders that are known."""

    rule: ReorderRule
    shelves: Sequence[ShelfPace] = ()
    orders: Sequence[StockOrder] = ()

    def by_store(self) -> Mapping[str, "StockStatus"]:
        """Part it by store."""
        shelves, orders = by_store(self.shelves), by_store(self.orders)
        return {
            store_id: StockStatus(
                rule=self.rule, shelves=shelves.get(store_id, ()), orders=orders.get(store_id, ())
            )
            for store_id in shelves.keys() | orders.keys()
        }


@dataclass(frozen=True, kw_only=True)
class LowStock:
    """A product that a store has too little of, and its newest order."""

    store_id: str
    product: Product
    units: int
    reorder_point: int
    order: StockOrder | None

    @property
    def urgency(self) -> tuple[float, int, str, str]:
        """Return what sorts the most urgent first."""
        return self.units / max(self.reorder_point, 1), -self.reorder_point, self.store_id, self.product.sku


@dataclass(frozen=True, kw_only=True)
class OrderedStock:
    """What was ordered of a product for a store, in the days that the page is about."""

    store_id: str
    product: Product
    units: int


@dataclass(frozen=True, kw_only=True)
class Replenishment:
    """What is low, the most urgent first; what was ordered, the most first; and what waits for a person."""

    low: Sequence[LowStock]
    ordered: Sequence[OrderedStock]
    held: Sequence[StockOrder]

    @property
    def units(self) -> int:
        """Return how many units were ordered."""
        return sum(one.units for one in self.ordered)


def replenishment(stock: StockStatus, products: Mapping[str, Product], period: Period) -> Replenishment:
    """Hold the shelves against the rule, and sort the orders."""
    ordered = [one for one in stock.orders if one.day in period and not one.held]
    return Replenishment(
        low=sorted(_low(stock, products), key=lambda one: one.urgency),
        ordered=sorted(_ordered(ordered, products), key=lambda one: (-one.units, one.store_id)),
        held=[one for one in stock.orders if one.held],
    )


def _low(stock: StockStatus, products: Mapping[str, Product]) -> Iterator[LowStock]:
    newest = {(one.store_id, one.sku): one for one in sorted(stock.orders, key=lambda one: one.day)}
    for shelf in stock.shelves:
        if stock.rule.is_low(shelf.units, shelf.units_a_day):
            yield LowStock(
                store_id=shelf.store_id,
                product=_product(shelf.sku, products),
                units=shelf.units,
                reorder_point=stock.rule.reorder_point(shelf.units_a_day),
                order=newest.get((shelf.store_id, shelf.sku)),
            )


def _ordered(orders: Iterable[StockOrder], products: Mapping[str, Product]) -> Iterator[OrderedStock]:
    units: dict[tuple[str, str], int] = {}
    for one in orders:
        place = one.store_id, one.sku
        units[place] = units.get(place, 0) + one.units
    for (store_id, sku), number in units.items():
        yield OrderedStock(store_id=store_id, product=_product(sku, products), units=number)


def _product(sku: str, products: Mapping[str, Product]) -> Product:
    unknown = Product(sku=sku, department=None, category=None, type=None, package_size=None)
    return products.get(sku, unknown)
