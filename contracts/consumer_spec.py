"""A consumer: what each event does, how else than by partition its ledger is read, what people call it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias

from contracts.event_type import E

NAME = re.compile("[a-z][a-z0-9]*")
"""It names outputs of a stack, folders of the quarantine, and a dimension of metrics."""

Value: TypeAlias = str | int | Mapping[str, int]
Effect: TypeAlias = Mapping[str, Value]
"""What an event does, as attributes of its row in the ledger."""
Balances: TypeAlias = Mapping[tuple[str, str], int]
"""Amounts by item: the name of what is counted in a partition, or, under no partition, everywhere."""


@dataclass(frozen=True, kw_only=True)
class LedgerIndex:
    """An index of a ledger: `by` is its key, `finds` the attributes that it holds besides."""

    name: str
    by: str
    finds: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ConsumerSpec(Generic[E]):
    """A consumer that inserts the `effect` of each event into its ledger, once.

    `amounts` says what a row gives to which items, and `combine` makes one amount of what an item's rows
    give it, in any order: `sum`, `max` or `min`. By both a rebuild tells what a difference is worth. People
    call an item `item`, several `items`, and what is counted of it `unit`. Items that no partition has are
    found by the first of the `indexes`. A ledger that is `followed` streams its new rows to others.
    `announces` are the types of the events that the bus may hear of because of its new rows. `package`
    has the module `handler` that applies the effect; lambdas/core/ledger_consumer does for any consumer.
    """

    name: str
    item: str
    items: str
    unit: str = ""
    effect: Callable[[E], Effect]
    amounts: Callable[[str, Effect], Balances]
    combine: Callable[[Iterable[int]], int] = sum
    indexes: Sequence[LedgerIndex] = ()
    followed: bool = False
    announces: Sequence[str] = ()
    package: str = "lambdas.core.ledger_consumer"

    def __post_init__(self) -> None:
        """Refuse a name that not everything which goes by it could have."""
        if not NAME.fullmatch(self.name):
            raise ValueError(f"consumer {self.name!r}: small letters and digits only, a letter first")

    @property
    def nothing(self) -> int | None:
        """What an item has to which no row gives anything."""
        return 0 if self.combine is sum else None
