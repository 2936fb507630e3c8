"""Holds shelves against the ledger that they follow, and recounts those that are wrong, while sales go on."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from lambdas.core.ledger_row import ENTRY, PARTITION
from lambdas.core.optimistic_table import Version
from lambdas.shelves.rows import ShelfKey
from lambdas.shelves.shelf import Shelf
from lambdas.shelves.table import open_shelves
from sluice.retail.shelves.stock import LedgerSum, add_up_rows
from sluice.tables import items_of, list_partitions

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

APART = 30.0
"""Seconds between two readings of a ledger, twice what clocks and their rounding are ever apart."""
ROUNDS = 3
"""So often a shelf that changed meanwhile is looked at again."""
AT_ONCE = 16
"""Stores that are read at the same time: each waits between its readings."""


@dataclass(frozen=True, slots=True)
class WrongShelf:
    """A shelf that says otherwise than its rows add up to."""

    store_id: str
    sku: str
    on_hand: int
    counted: int
    recounted: bool = False


@dataclass(frozen=True, slots=True)
class RecountOutcome:
    """The result for a store: how many shelves it has, which are wrong, how many changed with each look."""

    shelves: int
    wrong: tuple[WrongShelf, ...] = ()
    moving: int = 0


@dataclass(frozen=True, slots=True)
class Recount:
    """The shelves and their ledger, compared; with `mend` the shelves are set to what they must say.

    A row is inserted first and changes its shelf some time later: nobody sees which rows are on their way.
    So a recount says in the shelf what it has counted. Of two readings that lie APART, the first has all
    rows that were inserted until then, and what only the second one has is named by its mark. A row that the
    second one hasn't was inserted after it. The moment in between parts the two kinds for good, by the time
    that the table's stream says of each row. The shelf was read before the second reading and is written
    only if it is the same still: what it has followed until then is in that reading.
    """

    dynamodb: "DynamoDBClient" = field(repr=False)
    ledger: str
    shelves: str
    clock: Callable[[], float]
    wait: Callable[[float], None] = time.sleep
    at_once: int = AT_ONCE

    def all(self, store_id: str | None, *, mend: bool) -> Iterator[RecountOutcome]:
        """Yield what came of each store, or of one."""
        with ThreadPoolExecutor(self.at_once) as pool:
            yield from pool.map(lambda each: self._store(each, mend=mend), self._stores(store_id))

    def _stores(self, store_id: str | None) -> list[str]:
        if store_id is not None:
            return [store_id]
        found = (
            list_partitions(self.dynamodb, self.ledger, PARTITION, ENTRY),
            list_partitions(self.dynamodb, self.shelves, "store_id", "sku"),
        )
        return sorted({store for each in found for store in each})

    def _store(self, store_id: str, *, mend: bool) -> RecountOutcome:
        on_hand = dict(self._on_hand(store_id))
        units = add_up_rows(self.dynamodb, self.ledger, store_id).units
        shelves = on_hand.keys() | units.keys()
        off = {sku: units[sku] - on_hand.get(sku, 0) for sku in shelves}
        off = {sku: by for sku, by in off.items() if by}
        wrong: dict[str, WrongShelf] = {}
        for _ in range(ROUNDS):
            if off:
                found, off = self._round(store_id, off, mend=mend)
                wrong |= found
        return RecountOutcome(len(shelves), tuple(wrong.values()), len(off.keys() - wrong.keys()))

    def _round(
        self, store_id: str, off: Mapping[str, int], *, mend: bool
    ) -> tuple[dict[str, WrongShelf], dict[str, int]]:
        """Return the shelves that are off by as much as before, and those that want another look."""
        first = add_up_rows(self.dynamodb, self.ledger, store_id, off.keys())
        since = self.clock()
        self.wait(APART)
        read = open_shelves(self.dynamodb, self.shelves).read((store_id, sku) for sku in off)
        until = int((since + self.clock()) / 2)
        second = add_up_rows(self.dynamodb, self.ledger, store_id, off.keys())
        now = {sku: second.units[sku] - version.value.on_hand for (_, sku), version in read.items()}
        still = {place: version for place, version in read.items() if now[place[1]] == off[place[1]]}
        overtaken = self._write(still, first, second, until) if mend else set()
        wrong = {
            place[1]: WrongShelf(
                *place, version.value.on_hand, second.units[place[1]], mend and place not in overtaken
            )
            for place, version in still.items()
        }
        settled = {sku for sku, each in wrong.items() if each.recounted or not mend}
        return wrong, {sku: by for sku, by in now.items() if by and sku not in settled}

    def _write(
        self, still: dict[ShelfKey, Version[Shelf]], first: LedgerSum, second: LedgerSum, until: int
    ) -> set[ShelfKey]:
        recounted = {
            (store, sku): Version(
                version.value.set_count(
                    second.units[sku],
                    watched=sku in second.delivered,
                    until=until,
                    beyond=tuple(sorted(second.marks[sku] - first.marks[sku])),
                ),
                version.number,
            )
            for (store, sku), version in still.items()
        }
        return open_shelves(self.dynamodb, self.shelves).write(recounted)

    def _on_hand(self, store_id: str) -> Iterator[tuple[str, int]]:
        for item in items_of(self.dynamodb, self.shelves, "store_id", store_id, "sku", "on_hand"):
            yield item["sku"]["S"], int(item["on_hand"]["N"])


def clock_of(dynamodb: "DynamoDBClient", table: str) -> Callable[[], float]:
    """Return DynamoDB's clock, which also dates the rows of a table's stream."""

    def clock() -> float:
        answered = dynamodb.describe_table(TableName=table)["ResponseMetadata"]["HTTPHeaders"]["date"]
        return parsedate_to_datetime(answered).timestamp()

    return clock
