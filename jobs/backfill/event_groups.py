"""Rows as whole events: which rows stand together, however the file cuts them into batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from contracts.refusals import BrokenContract, Reason
from jobs.backfill.faults import BadHistory
from jobs.backfill.history_spec import HistorySpec

MOST_ROWS = 100_000
"""Rows of one event that are held in memory: a file whose key is the same everywhere would take all of it."""

Positions: TypeAlias = npt.NDArray[np.int64]
Marks: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class EventGroups:
    """Whole events: their rows, and at which row each begins. `first_row` is the place of row 0."""

    rows: pa.Table
    starts: Positions
    first_row: int

    @property
    def last_begins(self) -> int:
        """Return the place at which the last event begins."""
        return self.first_row + int(self.starts[-1])

    def beginning_before(self, row: int) -> "EventGroups":
        """Return the events that begin before a place."""
        count = int((self.starts + self.first_row < row).sum())
        if count == len(self.starts):
            return self
        return EventGroups(self.rows.slice(0, int(self.starts[count])), self.starts[:count], self.first_row)

    def without_first(self) -> "EventGroups":
        """Return all events but the first."""
        cut = int(self.starts[1]) if len(self.starts) > 1 else self.rows.num_rows
        return EventGroups(self.rows.slice(cut), self.starts[1:] - cut, self.first_row + cut)

    def first_key(self, spec: HistorySpec) -> list[Any]:
        """Return the key of the first event."""
        return [self.rows[name][0].as_py() for name in spec.event_key]

    def disagreements(self, spec: HistorySpec) -> dict[int, BrokenContract]:
        """Return the events whose rows differ in what is the event's, by number."""
        inside = np.ones(self.rows.num_rows, dtype=np.bool_)
        inside[self.starts] = False
        found: dict[int, BrokenContract] = {}
        for name in spec.event_columns.names:
            if name not in spec.event_key:
                differing = np.flatnonzero(inside[1:] & _changes(self.rows[name])) + 1
                for number in np.unique(np.searchsorted(self.starts, differing, side="right") - 1):
                    why = "is not the same in all rows of the event"
                    found[int(number)] = BrokenContract(Reason.WRONG_SHAPE, name, why)
        return found


def group_rows(tables: Iterable[pa.Table], spec: HistorySpec, source: str) -> Iterator[EventGroups]:
    """Yield whole events; the last one of a table may go on in the next, and waits for it."""
    waiting, first_row = None, 0
    for table in tables:
        rows = table if waiting is None else pa.concat_tables([waiting, table])
        if not rows.num_rows:
            continue
        starts = event_starts(rows, spec)
        last = int(starts[-1])
        waiting = rows.slice(last)
        _require_bounded(waiting, spec, source)
        if last:
            yield EventGroups(rows.slice(0, last), starts[:-1], first_row)
            first_row += last
    if waiting is not None:
        yield EventGroups(waiting, np.zeros(1, dtype=np.int64), first_row)


def event_starts(rows: pa.Table, spec: HistorySpec) -> Positions:
    """Return the rows at which an event begins: those whose key isn't that of the row before."""
    begins = np.zeros(rows.num_rows, dtype=np.bool_)
    begins[0] = True
    for name in spec.event_key:
        begins[1:] |= _changes(rows[name])
    return np.flatnonzero(begins)


def _changes(column: pa.ChunkedArray) -> Marks:
    """Return for each row but the first whether its value differs from the one before; nulls are equal."""
    if len(column) < 2:
        return np.zeros(0, dtype=np.bool_)
    now, before = column.slice(1), column.slice(0, len(column) - 1)
    unequal: Marks = pc.fill_null(pc.not_equal(now, before), False).to_numpy()
    if column.null_count:
        unequal = unequal | pc.xor(pc.is_null(now), pc.is_null(before)).to_numpy()
    return unequal


def _require_bounded(waiting: pa.Table, spec: HistorySpec, source: str) -> None:
    if waiting.num_rows > MOST_ROWS:
        key = "/".join(str(waiting[name][0].as_py()) for name in spec.event_key)
        raise BadHistory(
            f"{source} has more than {MOST_ROWS:,} rows under one key, {key}: no event is so large"
        )
