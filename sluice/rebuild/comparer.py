"""The live ledgers, held against a generation that was rebuilt from raw, partition by partition."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contracts.consumer_spec import Balances
from contracts.event_type import Key
from lambdas.core.ledger_row import ADJUSTMENT, ENTRY, PARTITION
from sluice.rebuild.arrivals import LaterArrivals
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import SPECS, Difference, DifferenceKind, add_amounts, amounts, items
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.rows import EffectRow, LedgerTable
from sluice.tables import list_partitions

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Entries = Iterator[tuple[str, EffectRow]]


def paired(live: Entries, rebuilt: Entries) -> Iterator[tuple[str, EffectRow | None, EffectRow | None]]:
    """Yield each entry with its row in both; neither is held in memory."""
    here, there = next(live, None), next(rebuilt, None)
    while here or there:
        entry = min(each[0] for each in (here, there) if each)
        mine = here[1] if here and here[0] == entry else None
        theirs = there[1] if there and there[0] == entry else None
        yield entry, mine, theirs
        here = next(live, None) if mine else here
        there = next(rebuilt, None) if theirs else there


AT_ONCE = 8
"""Partitions that are read at the same time."""
LOOK_EVERY = 5.0
"""Seconds between two looks at what has come to the archive."""


@dataclass(slots=True)
class _Partition:
    """The result for one partition of one ledger; `undisputed` is what the rows that don't differ give."""

    consumer: str
    partition: str
    rows: int = 0
    carried_over: int = 0
    differences: list[Difference] = field(default_factory=list)
    undisputed: dict[tuple[str, str], int] = field(default_factory=dict)

    def compare(self, live: Entries, rebuilt: Entries) -> None:
        """Hold the rows of both against each other; of undisputed items there are too many to keep all."""
        for entry, mine, theirs in paired(self._counted(live), rebuilt):
            if mine and theirs and mine.is_same(theirs):
                self._agree(mine)
            else:
                self.differences.append(Difference(self.consumer, self.partition, entry, mine, theirs))
        touched = {item for each in self.differences for item in each.items()}
        self.undisputed = {item: has for item, has in self.undisputed.items() if item in touched}

    def _counted(self, live: Entries) -> Entries:
        """Pass a partition's events on; an adjustment is of no event, and stays as it is."""
        for entry, row in live:
            if entry.startswith(ADJUSTMENT):
                self.carried_over += 1
                self._agree(row)
            else:
                self.rows += 1
                yield entry, row

    def _agree(self, row: EffectRow) -> None:
        add_amounts(self.consumer, self.undisputed, amounts(self.consumer, self.partition, row))


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
            items=tuple(items(differences, self._undisputed(compared, differences, newer))),
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
        one.compare(live.of(partition), rebuilt.of(partition))
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

    def _undisputed(
        self, compared: Iterable[_Partition], differences: Sequence[Difference], newer: LaterArrivals
    ) -> dict[str, dict[tuple[str, str], int]]:
        """Return what all rows but the differing ones give to items, by consumer."""
        given: dict[str, dict[tuple[str, str], int]] = {consumer: {} for consumer in self.ledgers}
        differing = {(each.consumer, each.key) for each in differences}
        for one in compared:
            add_amounts(one.consumer, given[one.consumer], one.undisputed)
            for each in one.differences:
                if (each.consumer, each.key) not in differing:
                    row = each.live if _is_newer(each, newer) else each.rebuilt
                    add_amounts(one.consumer, given[one.consumer], amounts(one.consumer, one.partition, row))
        for consumer, item in {
            (each.consumer, item) for each in differences for item in each.items() if not item[0]
        }:
            given[consumer] |= self._given_everywhere(consumer, item, differing)
        return given

    def _given_everywhere(
        self, consumer: str, item: tuple[str, str], differing: Container[tuple[str, Key]]
    ) -> Balances:
        """Return what an item of no partition has by the index of the live ledger."""
        given: dict[tuple[str, str], int] = {}
        for key, amount in self._live(consumer).given_everywhere(SPECS[consumer], item[1]):
            if (consumer, key) not in differing:
                add_amounts(consumer, given, {item: amount})
        return given

    def _live(self, consumer: str) -> LedgerTable:
        return LedgerTable(self.dynamodb, self.ledgers[consumer])


def _is_newer(difference: Difference, newer: LaterArrivals) -> bool:
    return difference.rebuilt is None and difference.key in newer.keys
