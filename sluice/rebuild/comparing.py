"""The live ledgers, held against a generation that was rebuilt from raw: store by store, row by row."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lambdas.inventory.stock import RECEIVED
from lambdas.loyalty.points import Points
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import Difference, Kind, amounts, items
from sluice.rebuild.generation import Generation
from sluice.rebuild.merging import Entries, unequal
from sluice.rebuild.newer import Newer
from sluice.rebuild.rows import Rows
from sluice.stores import stores

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

AT_ONCE = 8
"""Stores that are read at the same time."""
LOOK_EVERY = 5.0
"""Seconds between two looks at what has come to the archive."""


@dataclass(slots=True)
class _Store:
    """What one store of one ledger came to."""

    consumer: str
    store_id: str
    rows: int = 0
    carried_over: int = 0
    differences: list[Difference] = field(default_factory=list)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)

    def counted(self, live: Entries) -> Entries:
        """Pass a store's sales on; what was delivered is in no sale, and stays as it is."""
        for entry, row in live:
            self.balances.update(amounts(self.store_id, row.effect))
            if entry.startswith(RECEIVED):
                self.carried_over += 1
            else:
                self.rows += 1
                yield entry, row

    def forget_the_equal(self) -> None:
        """Keep the balances of what differs: a chain has too many others."""
        moved = {item for each in self.differences for item in each.moved()}
        self.balances = Counter({item: self.balances[item] for item in moved})


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares ledgers (tables by consumer) with a generation of theirs."""

    dynamodb: "DynamoDBClient"
    ledgers: Mapping[str, str]
    generation: Generation
    wait: Callable[[float], None]
    at_once: int = AT_ONCE

    def compare(self, newer: Newer, patience: float, seen: Callable[[int], None]) -> Comparison:
        """Compare all; a live row that nothing explains may wait `patience` seconds for the archive.

        `seen` is told of rows that were compared since it was last told.
        """
        compared = []
        with ThreadPoolExecutor(self.at_once) as pool:
            for store in pool.map(lambda each: self._store(*each), self._stores()):
                seen(store.rows)
                compared.append(store)
        found = [each for store in compared for each in store.differences]
        self._let_arrive([each for each in found if each.kind is Kind.UNEXPLAINED], newer, patience)
        differences = tuple(self._still_there(found, newer))
        return Comparison(
            rows=sum(store.rows for store in compared),
            carried_over=sum(store.carried_over for store in compared),
            newer=sum(_is_newer(each, newer) for each in found),
            complete_to=newer.complete_to,
            differences=differences,
            items=tuple(items(differences, self._balances(compared, differences))),
        )

    def _stores(self) -> Iterator[tuple[str, str]]:
        for consumer, live in self.ledgers.items():
            tables = (live, self.generation.table(live))
            found = {store for table in tables for store in stores(self.dynamodb, table, "entry")}
            yield from ((consumer, store) for store in sorted(found))

    def _store(self, consumer: str, store_id: str) -> _Store:
        live = self._live(consumer)
        rebuilt = Rows(self.dynamodb, self.generation.table(live.table))
        store = _Store(consumer, store_id)
        for entry, mine, theirs in unequal(store.counted(live.of(store_id)), rebuilt.of(store_id)):
            store.differences.append(Difference(consumer, store_id, entry, mine, theirs))
        store.forget_the_equal()
        return store

    def _let_arrive(self, unexplained: Sequence[Difference], newer: Newer, patience: float) -> None:
        wanted = {(each.store_id, each.entry) for each in unexplained}
        newer.look(wanted)
        while wanted - newer.keys and patience > 0:
            self.wait(LOOK_EVERY)
            patience -= LOOK_EVERY
            newer.look(wanted)

    def _still_there(self, found: Iterable[Difference], newer: Newer) -> Iterator[Difference]:
        """Look at each again: live goes on meanwhile, and a consumer may have been a moment behind."""
        for each in found:
            if not _is_newer(each, newer):
                now = replace(each, live=self._live(each.consumer).at(each.store_id, each.entry))
                if now.live is None or now.rebuilt is None or not now.live.is_same(now.rebuilt):
                    yield from [now] if now.live or now.rebuilt else []

    def _balances(
        self, compared: Iterable[_Store], differences: Iterable[Difference]
    ) -> dict[str, Counter[tuple[str, str]]]:
        """Of a product the sum of its store's rows; of a member, who buys in many, what the index says."""
        balances: dict[str, Counter[tuple[str, str]]] = {consumer: Counter() for consumer in self.ledgers}
        for store in compared:
            balances[store.consumer].update(store.balances)
        for consumer, member in {
            (each.consumer, item) for each in differences for item in each.moved() if not item[0]
        }:
            points = Points(self.dynamodb, self.ledgers[consumer])
            balances[consumer][member] = points.balance(member[1])
        return balances

    def _live(self, consumer: str) -> Rows:
        return Rows(self.dynamodb, self.ledgers[consumer])


def _is_newer(difference: Difference, newer: Newer) -> bool:
    return difference.rebuilt is None and (difference.store_id, difference.entry) in newer.keys
