"""What a live ledger has otherwise than the raw archive says, row by row and item by item."""

from collections import defaultdict
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

    def items(self) -> set[tuple[str, str]]:
        """Return the items to which either row gives something."""
        rows = (self.live, self.rebuilt)
        return {item for row in rows for item in amounts(self.consumer, self.partition, row)}

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        place = self.rebuilt.place if self.rebuilt else None
        return {EVENT.noun: self.event_id, "consumer": self.consumer, "kind": self.kind, "raw": place or None}


@dataclass(frozen=True, slots=True)
class Item:
    """An item that a consumer counts: what it has, what it would have, and the events in between.

    It has none if no row gives it an amount and it isn't a sum. Without a `partition` it is counted in all of
    them together.
    """

    consumer: str
    partition: str
    name: str
    balance: int | None
    rebuilt: int | None
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
    """Return what a row, or none, of a consumer's ledger gives to which items."""
    return SPECS[consumer].amounts(partition, row.effect) if row else {}


def add_amounts(consumer: str, balances: dict[tuple[str, str], int], given: Balances) -> None:
    """Combine what a row gives with what its items have."""
    combine = SPECS[consumer].combine
    for item, amount in given.items():
        balances[item] = combine((balances[item], amount)) if item in balances else amount


def items(differences: Iterable[Difference], undisputed: Mapping[str, Balances]) -> Iterator[Item]:
    """Return what differences are worth, item by item; `undisputed` is what all other rows give."""
    live, rebuilt = ({consumer: dict(has) for consumer, has in undisputed.items()} for _ in range(2))
    events: defaultdict[tuple[str, tuple[str, str]], list[str]] = defaultdict(list)
    for each in differences:
        add_amounts(each.consumer, live[each.consumer], amounts(each.consumer, each.partition, each.live))
        add_amounts(
            each.consumer, rebuilt[each.consumer], amounts(each.consumer, each.partition, each.rebuilt)
        )
        for item in each.items():
            events[each.consumer, item].append(each.event_id)
    for (consumer, item), found in sorted(events.items()):
        nothing = SPECS[consumer].nothing
        has, would_have = live[consumer].get(item, nothing), rebuilt[consumer].get(item, nothing)
        yield Item(consumer, *item, has, would_have, tuple(found))
