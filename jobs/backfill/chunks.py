"""The parts of a history that are done one by one: the same files always make the same chunks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from jobs.backfill.history import HistoryFile


@dataclass(frozen=True, kw_only=True)
class HistoryChunk:
    """Some row groups of a Parquet file, or the whole of another, whose rows nobody has counted."""

    file: HistoryFile
    groups: tuple[int, ...] = ()
    first_row: int = 0
    rows: int = 0

    @cached_property
    def name(self) -> str:
        """Return its name: a function of what it is read from, never of the clock."""
        source = "\n".join([self.file.key, self.file.etag, *map(str, self.groups)])
        return sha256(source.encode()).hexdigest()[:24]

    def __str__(self) -> str:
        """As a person finds it."""
        groups = f", row groups {self.groups[0]} to {self.groups[-1]}" if self.groups else ""
        return f"{self.file.url}{groups}"


def cut_row_groups(file: HistoryFile, rows: Sequence[int], chunk_rows: int) -> Iterator[HistoryChunk]:
    """Yield a Parquet file's chunks of whole row groups, given the rows of each: `chunk_rows` or more."""
    groups: list[int] = []
    first_row = count = 0
    for number, height in enumerate(rows):
        groups.append(number)
        count += height
        if count >= chunk_rows or number == len(rows) - 1:
            yield HistoryChunk(file=file, groups=tuple(groups), first_row=first_row, rows=count)
            first_row, count, groups = first_row + count, 0, []


def share(chunks: Sequence[HistoryChunk], index: int, size: int) -> Sequence[HistoryChunk]:
    """Return the chunks of one child of an array: neighbours, so that a file is opened by few."""
    return chunks[len(chunks) * index // size : len(chunks) * (index + 1) // size]
