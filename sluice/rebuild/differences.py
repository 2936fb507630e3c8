"""What a live ledger has otherwise than the raw archive says, row by row and item by item."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.consumer_spec import Balances
from contracts.event_type import Key
from domain import CONSUMERS, EVENT
from sluice.rebuild.rows import EffectRow

SPECS = {each.name: each for each in CONSUMERS}


class DifferenceKind(StrEnum):
    """The ways in which a live row is wrong."""

    MISSING = "missing in live"
    OTHER = "another payload"
    UNEXPLAINED = f"no {EVENT.noun} in raw"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is in one ledger only, or in both otherwise."""

    consumer: str
    partition: str
    entry: str
    live: EffectRow | None
    rebuilt: EffectRow | None

    @property
    def kind(self) -> DifferenceKind:
        """The way in which the live row is wrong."""
        if self.live and self.rebuilt:
            return DifferenceKind.OTHER
        return DifferenceKind.UNEXPLAINED if self.live else DifferenceKind.MISSING

    @property
    def key(self) -> Key:
        """The key of the row."""
        return self.partition, self.entry

    @property
    def event_id(self) -> str:
        """A row's key is its event's id."""
        return EVENT.event_id(self.key)

    def moved(self) -> Balances:
        """Return by how much each item would change."""
        moved: Counter[tuple[str, str]] = Counter()
        for row, sign in ((self.rebuilt, 1), (self.live, -1)):
            for item, amount in amounts(self.consumer, self.partition, row).items():
                moved[item] += sign * amount
        return moved

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        place = self.rebuilt.place if self.rebuilt else None
        return {EVENT.noun: self.event_id, "consumer": self.consumer, "kind": self.kind, "raw": place or None}


@dataclass(frozen=True, slots=True)
class Item:
    """An item that a consumer counts: what it has, what it would have, and the events in between.

    Without a `partition` it is counted in all of them together.
    """

    consumer: str
    partition: str
    name: str
    balance: int
    rebuilt: int
    events: tuple[str, ...]

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "consumer": self.consumer,
            "partition": self.partition,
            "item": self.name,
            "is": self.balance,
            "would_be": self.rebuilt,
            EVENT.nouns: list(self.events),
        }


def amounts(consumer: str, partition: str, row: EffectRow | None) -> Balances:
    """Return what a row, or none, of a consumer's ledger adds to which items."""
    return SPECS[consumer].amounts(partition, row.effect) if row else {}


def items(differences: Iterable[Difference], balances: Mapping[str, Balances]) -> Iterator[Item]:
    """Sum the differences up by item; `balances` are the live ones, by consumer."""
    moved: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    events: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for difference in differences:
        for (partition, name), amount in difference.moved().items():
            moved[difference.consumer, partition, name] += amount
            events[difference.consumer, partition, name].append(difference.event_id)
    for (consumer, partition, name), amount in sorted(moved.items()):
        has = balances[consumer].get((partition, name), 0)
        yield Item(consumer, partition, name, has, has + amount, tuple(events[consumer, partition, name]))
