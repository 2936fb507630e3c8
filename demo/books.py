"""The two accounts that are kept of each sale: units by store and product, points by member."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from demo.expectation import Sale, points, units_sold

Item: TypeAlias = Mapping[str, Any]
"""A row of a ledger, as a plain value."""

Effect: TypeAlias = Counter[str]
"""What is added to each account."""


@dataclass(frozen=True)
class Book:
    """How a consumer's effect is expected from a sale, and read from a row of its ledger."""

    consumer: str
    account: str
    due: Callable[[Sale], Effect]
    stored: Callable[[Item], Effect]


def stock_due(sale: Sale) -> Effect:
    """What a sale takes from its store's shelves."""
    return Counter({f"{sale['store_id']}/{sku}": -units for sku, units in units_sold(sale).items()})


def stock_stored(row: Item) -> Effect:
    """What a row of the inventory's ledger moved."""
    return Counter({f"{row['partition']}/{sku}": int(units) for sku, units in row["movement"].items()})


def points_due(sale: Sale) -> Effect:
    """What a sale earns its member, if it has one."""
    return Counter({sale["loyalty_id"]: points(sale)} if sale.get("loyalty_id") else {})


def points_stored(row: Item) -> Effect:
    """What a row of the loyalty's ledger earned."""
    return Counter({row["loyalty_id"]: int(row["points"])} if "loyalty_id" in row else {})


BOOKS = (
    Book("inventory", "stock items", stock_due, stock_stored),
    Book("loyalty", "points accounts", points_due, points_stored),
)
