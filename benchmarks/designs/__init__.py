"""The ways to apply a sale that are measured against each other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import Event, Stock, fold

Answer: TypeAlias = Mapping[str, Any]
Handler: TypeAlias = Callable[[Event], Answer]


@dataclass(frozen=True)
class Design:
    """A way to apply sales: tables, a handler on them (so many calls at once), what it leaves and must."""

    name: str
    tables: Mapping[str, tuple[str, ...]]
    handler: Callable[[SimulatedDynamoDB, int], Handler]
    left: Callable[[SimulatedDynamoDB], object]
    workers: int = 1
    expected: Callable[[Iterable[bytes]], object] = fold


MARKERS, STOCK = "markers", "stock"
COUNTER_TABLES: Mapping[str, tuple[str, ...]] = {MARKERS: ("id",), STOCK: ("store_id", "sku")}
WINDOW_DAYS = 35
"""How long markers and guards remember a sale: longer than any replay or redrive."""


def counters(dynamodb: SimulatedDynamoDB) -> Stock:
    """Return the stock of a design that keeps a counter for each store and sku."""
    items = dynamodb.tables.items[STOCK].values()
    return Stock({(item["store_id"]["S"], item["sku"]["S"]): int(item["on_hand"]["N"]) for item in items})


def answer(failed: list[str]) -> Answer:
    """Report the lowest failed sequence number, as Lambda wants it."""
    lowest = min(failed, key=int, default=None)
    return {"batchItemFailures": [{"itemIdentifier": lowest}] if lowest else []}
