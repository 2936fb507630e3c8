"""The comparison of folded tables with their source: counts, digests, and a second look at what differs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from lambdas.core.cdc.tables import SourceTable

BUCKETS = 4_096
_WRAP = 1 << 128
BUCKETS_AT_ONCE = 256
MOST_KEYS = 20_000
"""So many are looked at one by one; if more differ, a reload is due and the number isn't needed."""
LOOKS = 4
PAUSE_SECONDS = 20.0
"""Together a minute: a change that is on its way for longer is late, and has an alarm of its own."""


class Side(Protocol):
    """A place where a table's rows are."""

    def rows(self, table: SourceTable) -> Iterator[tuple[str, bytes]]:
        """Yield every row's key and digest."""

    def some(self, table: SourceTable, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the digests of those of the keys that are there."""


@dataclass(frozen=True, slots=True)
class TableComparison:
    """The result of a table; `differing` are keys, at most MOST_KEYS, and `whole` says if that is all."""

    table: str
    source_rows: int
    folded_rows: int
    differing: tuple[str, ...]
    whole: bool = True


class Buckets:
    """Rows summed up in a memory that doesn't grow with the table.

    It holds the number of rows of each bucket of keys, and the sum of their digests, whatever their order.
    """

    def __init__(self) -> None:
        """Begin with no rows."""
        self._counts = [0] * BUCKETS
        self._sums = [0] * BUCKETS

    def add(self, rows: Iterable[tuple[str, bytes]]) -> "Buckets":
        """Add rows by their keys and digests."""
        for key, digest in rows:
            bucket = bucket_of(key)
            self._counts[bucket] += 1
            both = blake2b(digest, digest_size=16, key=key.encode()[:64]).digest()
            self._sums[bucket] = (self._sums[bucket] + int.from_bytes(both, "big")) % _WRAP
        return self

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return sum(self._counts)

    def find_differences(self, other: "Buckets") -> set[int]:
        """Return the buckets that aren't the same in both."""
        return {
            bucket
            for bucket in range(BUCKETS)
            if (self._counts[bucket], self._sums[bucket]) != (other._counts[bucket], other._sums[bucket])
        }


@dataclass(frozen=True, slots=True)
class TableComparer:
    """Holds the source against what is folded."""

    source: Side
    folded: Side
    sleep: Callable[[float], None]

    def compare(self, table: SourceTable) -> TableComparison:
        """Compare a table; changes under way are no differences."""
        source, folded = (Buckets().add(side.rows(table)) for side in (self.source, self.folded))
        buckets = source.find_differences(folded)
        keys, whole = self._keys(table, buckets) if buckets else (set(), True)
        return TableComparison(
            table.full_name,
            source.rows,
            folded.rows,
            tuple(sorted(self._confirm_differences(table, keys))),
            whole,
        )

    def _keys(self, table: SourceTable, buckets: set[int]) -> tuple[set[str], bool]:
        """Return the keys of some buckets that differ now, and whether those are all of them."""
        differing: set[str] = set()
        for part in _parts(sorted(buckets)):
            source, folded = (dict(_of(side.rows(table), part)) for side in (self.source, self.folded))
            differing |= _differences(source, folded)
            if len(differing) > MOST_KEYS:
                return set(sorted(differing)[:MOST_KEYS]), False
        return differing, True

    def _confirm_differences(self, table: SourceTable, keys: set[str]) -> set[str]:
        """Of the keys that differ those that differ still while neither side moves."""
        before: Mapping[str, tuple[bytes | None, bytes | None]] = {}
        lasting: set[str] = set()
        for _ in range(LOOKS):
            if not keys:
                break
            now = self._look(table, keys)
            keys = {key for key in keys if now[key][0] != now[key][1]}
            lasting = {key for key in keys if before.get(key) == now[key]}
            before = now
            if keys:
                self.sleep(PAUSE_SECONDS)
        return lasting & keys

    def _look(self, table: SourceTable, keys: set[str]) -> dict[str, tuple[bytes | None, bytes | None]]:
        source, folded = (side.some(table, keys) for side in (self.source, self.folded))
        return {key: (source.get(key), folded.get(key)) for key in keys}


def bucket_of(key: str) -> int:
    """Return the bucket of a key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % BUCKETS


def _parts(buckets: list[int]) -> Iterator[set[int]]:
    """A sixteenth of a table in memory at most, each for one more reading of it."""
    return (set(buckets[at : at + BUCKETS_AT_ONCE]) for at in range(0, len(buckets), BUCKETS_AT_ONCE))


def _of(rows: Iterable[tuple[str, bytes]], buckets: set[int]) -> Iterator[tuple[str, bytes]]:
    return ((key, digest) for key, digest in rows if bucket_of(key) in buckets)


def _differences(source: Mapping[str, bytes], folded: Mapping[str, bytes]) -> set[str]:
    return {key for key in source.keys() | folded.keys() if source.get(key) != folded.get(key)}
