"""How rows of history become events: declared once for each kind of event, by whoever knows its columns."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import pyarrow as pa

from jobs.backfill.faults import BadHistory

Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""Values by column. A text that is no value of its column's type stays that text."""

Encode: TypeAlias = Callable[[Columns, Columns, Sequence[int]], Sequence[bytes]]
Check: TypeAlias = Callable[[bytes, datetime, date], str]


@dataclass(frozen=True, kw_only=True)
class HistorySpec:
    """The columns of a history, which of its rows are one event, and how an event is written and checked.

    Rows that agree in `event_key` and stand together are one event; in `event_columns` they must agree, too.
    `partition_column` is where to look for the key of an event that is refused.
    `encode` returns the bytes of each event, given the columns of the events, those of the rows, and at which
    row each event ends. `check` returns the partition key of an event that arrived at a time, and raises
    BrokenContract for one that no consumer would take, or of a day before the oldest.
    """

    name: str
    partition_column: str
    event_key: tuple[str, ...]
    event_columns: pa.Schema
    row_columns: pa.Schema
    optional: frozenset[str]
    encode: Encode
    check: Check

    @property
    def columns(self) -> pa.Schema:
        """Return every column by name and type."""
        return pa.schema([*self.event_columns, *self.row_columns])


def require_columns(spec: HistorySpec, url: str, there: Collection[str]) -> None:
    """Raise BadHistory unless a file has every column that isn't optional."""
    missing = [name for name in spec.columns.names if name not in {*there, *spec.optional}]
    if missing:
        raise BadHistory(
            f"{url} is history of another schema: it lacks {', '.join(missing)}; "
            f"the columns of {spec.name} are {', '.join(spec.columns.names)}"
        )
