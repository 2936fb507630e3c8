"""The live ledgers, held against a generation that was rebuilt from raw, partition by partition."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lambdas.core.ledger import ADJUSTMENT, ENTRY, PARTITION
from sluice.rebuild.arrivals import LaterArrivals
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import SPECS, Difference, DifferenceKind, amounts, items
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.rows import EffectRow, LedgerTable
from sluice.tables import list_partitions

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Entries = Iterator[tuple[str, EffectRow]]


def unequal(live: Entries, rebuilt: Entries) -> Iterator[tuple[str, EffectRow | None, EffectRow | None]]:
    """Yield each entry that isn't the same in both; neither is held in memory."""
    here, there = next(live, None), next(rebuilt, None)
    while here or there:
        entry = min(each[0] for each in (here, there) if each)
        mine = here[1] if here and here[0] == entry else None
        theirs = there[1] if there and there[0] == entry else None
        if not (mine and theirs and mine.is_same(theirs)):
            yield entry, mine, theirs
        here = next(live, None) if mine else here
        there = next(rebuilt, None) if theirs else there


AT_ONCE = 8
"""Partitions that are read at the same time."""
LOOK_EVERY = 5.0
"""Seconds between two looks at what has come to the archive."""


@dataclass(slots=True)
class _Partition:
    """The result for one partition of one ledger."""

    consumer: str
    partition: str
    rows: int = 0
    carried_over: int = 0
    differences: list[Difference] = field(default_factory=list)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)

    def counted(self, live: Entries) -> Entries:
        """Pass a partition's events on; an adjustment is of no event, and stays as it is."""
        for entry, row in live:
            self.balances.update(amounts(self.consumer, self.partition, row))
            if entry.startswith(ADJUSTMENT):
                self.carried_over += 1
            else:
                self.rows += 1
                yield entry, row

    def forget_the_equal(self) -> None:
        """Keep the balances of what differs: there are too many others."""
        moved = {item for each in self.differences for item in each.moved()}
        self.balances = Counter({item: self.balances[item] for item in moved})


@dataclass(frozen=True, slots=True)
class LedgerComparer:
    """A comparison of ledgers (tables by consumer) with a generation of theirs."""

    dynamodb: "DynamoDBClient"
    ledgers: Mapping[str, str]
    generation: TableGeneration
    wait: Callable[[float], None]
    at_once: int = AT_ONCE

    def compare(self, newer: LaterArrivals, patience: float, seen: Callable[[int], None]) -> Comparison:
        """Compare all; a live row that nothing explains may wait `patience` seconds for the archive.

        `seen` takes the number of rows that were compared since its last call.
        """
        compared = []
        with ThreadPoolExecutor(self.at_once) as pool:
            for one in pool.map(lambda each: self._compare(*each), self._partitions()):
                seen(one.rows)
                compared.append(one)
        found = [each for one in compared for each in one.differences]
        self._let_arrive([each for each in found if each.kind is DifferenceKind.UNEXPLAINED], newer, patience)
        differences = tuple(self._still_there(found, newer))
        return Comparison(
            rows=sum(one.rows for one in compared),
            carried_over=sum(one.carried_over for one in compared),
            newer=sum(_is_newer(each, newer) for each in found),
            complete_to=newer.complete_to,
            differences=differences,
            items=tuple(items(differences, self._balances(compared, differences))),
        )

    def _partitions(self) -> Iterator[tuple[str, str]]:
        for consumer, live in self.ledgers.items():
            tables = (live, self.generation.table(live))
            found = {
                each for table in tables for each in list_partitions(self.dynamodb, table, PARTITION, ENTRY)
            }
            yield from ((consumer, partition) for partition in sorted(found))

    def _compare(self, consumer: str, partition: str) -> _Partition:
        live = self._live(consumer)
        rebuilt = LedgerTable(self.dynamodb, self.generation.table(live.table))
        one = _Partition(consumer, partition)
        for entry, mine, theirs in unequal(one.counted(live.of(partition)), rebuilt.of(partition)):
            one.differences.append(Difference(consumer, partition, entry, mine, theirs))
        one.forget_the_equal()
        return one

    def _let_arrive(self, unexplained: Sequence[Difference], newer: LaterArrivals, patience: float) -> None:
        wanted = {each.key for each in unexplained}
        newer.look(wanted)
        while wanted - newer.keys and patience > 0:
            self.wait(LOOK_EVERY)
            patience -= LOOK_EVERY
            newer.look(wanted)

    def _still_there(self, found: Iterable[Difference], newer: LaterArrivals) -> Iterator[Difference]:
        """Look at each again: live goes on meanwhile, and a consumer may have been a moment behind."""
        for each in found:
            if not _is_newer(each, newer):
                now = replace(each, live=self._live(each.consumer).at(*each.key))
                if now.live is None or now.rebuilt is None or not now.live.is_same(now.rebuilt):
                    yield from [now] if now.live or now.rebuilt else []

    def _balances(
        self, compared: Iterable[_Partition], differences: Iterable[Difference]
    ) -> dict[str, Counter[tuple[str, str]]]:
        """Return balances: of an item of a partition the sum of its rows, of others what the index says."""
        balances: dict[str, Counter[tuple[str, str]]] = {consumer: Counter() for consumer in self.ledgers}
        for one in compared:
            balances[one.consumer].update(one.balances)
        for consumer, member in {
            (each.consumer, item) for each in differences for item in each.moved() if not item[0]
        }:
            balances[consumer][member] = self._live(consumer).total(SPECS[consumer], member[1])
        return balances

    def _live(self, consumer: str) -> LedgerTable:
        return LedgerTable(self.dynamodb, self.ledgers[consumer])


def _is_newer(difference: Difference, newer: LaterArrivals) -> bool:
    return difference.rebuilt is None and difference.key in newer.keys
