"""What a live ledger has otherwise than the raw archive says, row by row and item by item."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from lambdas.once import Attributes
from sluice.rebuild.rows import Row

Balances: TypeAlias = Mapping[tuple[str, str], int]
"""What a store has of a product, or, under no store, how many points a member has."""


class Kind(StrEnum):
    """What is wrong with a live row."""

    MISSING = "missing in live"
    OTHER = "another payload"
    UNEXPLAINED = "no sale in raw"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is in one ledger only, or in both otherwise."""

    consumer: str
    store_id: str
    entry: str
    live: Row | None
    rebuilt: Row | None

    @property
    def kind(self) -> Kind:
        """What is wrong with the live row."""
        if self.live and self.rebuilt:
            return Kind.OTHER
        return Kind.UNEXPLAINED if self.live else Kind.MISSING

    @property
    def sale_id(self) -> str:
        """A row's key is its sale's id."""
        return f"{self.store_id}/{self.entry}"

    def moved(self) -> Balances:
        """By how much each item would change."""
        moved: Counter[tuple[str, str]] = Counter()
        for row, sign in ((self.rebuilt, 1), (self.live, -1)):
            for item, amount in amounts(self.store_id, row.effect if row else {}).items():
                moved[item] += sign * amount
        return moved

    def figures(self) -> dict[str, Any]:
        """For programs."""
        place = self.rebuilt.place if self.rebuilt else None
        return {"sale": self.sale_id, "consumer": self.consumer, "kind": self.kind, "raw": place or None}


@dataclass(frozen=True, slots=True)
class Item:
    """A product of a store, or a member: what it has, what it would have, and the sales in between."""

    consumer: str
    store_id: str
    name: str
    balance: int
    rebuilt: int
    sales: tuple[str, ...]

    def figures(self) -> dict[str, Any]:
        """For programs."""
        where = {"store": self.store_id, "product": self.name} if self.store_id else {"member": self.name}
        had = {"is": self.balance, "would_be": self.rebuilt, "sales": list(self.sales)}
        return {"consumer": self.consumer} | where | had


def amounts(store_id: str, effect: Attributes) -> Balances:
    """What a row adds to which items: units to products of its store, or points to a member of any."""
    if "movement" in effect:
        return {(store_id, sku): int(units["N"]) for sku, units in effect["movement"]["M"].items()}
    if "loyalty_id" in effect:
        return {("", effect["loyalty_id"]["S"]): int(effect["points"]["N"])}
    return {}


def items(differences: Iterable[Difference], balances: Mapping[str, Balances]) -> Iterator[Item]:
    """Put the differences together by item; `balances` are the live ones, by consumer."""
    moved: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    sales: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for difference in differences:
        for (store_id, name), amount in difference.moved().items():
            moved[difference.consumer, store_id, name] += amount
            sales[difference.consumer, store_id, name].append(difference.sale_id)
    for (consumer, store_id, name), amount in sorted(moved.items()):
        has = balances[consumer].get((store_id, name), 0)
        yield Item(consumer, store_id, name, has, has + amount, tuple(sales[consumer, store_id, name]))
