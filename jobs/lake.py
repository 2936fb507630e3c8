"""What a job needs of the engine that runs it: Spark on Glue, DuckDB where the twin wants to be quick."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from jobs.decode import EventColumns
from jobs.merge_sql import Part
from jobs.raw import RawObject
from lake.schema import Table, Type
from lambdas.core.time_bounds import TimeBounds

Row = Mapping[str, Any]


class Conflict(Exception):
    """Somebody else committed to a table meanwhile; nothing was written, the job may start over."""


@dataclass(frozen=True)
class NamedFiles:
    """The files of a table: those that any of its states needs, and metadata that was replaced since.

    Both by their whole addresses, as is the folder in which they lie.
    """

    location: str
    needed: Set[str]
    replaced: Set[str]


class Lake(Protocol):
    """SQL, such as every engine runs, over the curated tables and the views that a run makes."""

    def refresh(self) -> None:
        """Forget the run's views, and see the tables as they are now."""

    def decode(self, objects: Sequence[RawObject], columns: EventColumns, bounds: TimeBounds) -> None:
        """Make the views `objects` and `decoded` of raw objects."""

    def table(self, name: str, rows: Sequence[Row], columns: Mapping[str, Type]) -> None:
        """Make a view of a few rows, in the place of one of that name; columns have the tables' types."""

    def view(self, name: str, sql: str) -> None:
        """Make a view of a query, in the place of one of that name; it is computed once at most."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return a query's rows, for results of a few."""

    def insert(self, table: Table, view: str) -> int:
        """Insert the rows of a view whose key the table lacks, in one commit, and say how many.

        The view has the table's columns among others, and no key twice. Raises Conflict.
        """

    def upsert(self, table: Table, view: str) -> int:
        """Insert rows, or replace those of their keys that differ; return how many were written."""

    def delete(self, table: Table, view: str) -> int:
        """Delete the rows whose key a view has, in one commit, and say how many. Raises Conflict."""

    def tag(self, table: Table, names: Sequence[str]) -> None:
        """Name the table's present state, so that it can be read as it was; a name that exists moves."""

    def rewrite(self, table: Table, view: str, parts: Sequence[Part]) -> int:
        """Put a view's rows in the place of all that partitions have, in files written anew, in one commit.

        Returns how many rows are otherwise now, and writes nothing if none is and nothing deleted is left in
        the files. Raises Conflict.
        """

    def drop_history(self, table: Table, names: Sequence[str]) -> int:
        """Leave a table its present state only, under these names and no others; return how many states went.

        No metadata that is still needed says anything of files that are not. Raises Conflict.
        """

    def files(self, table: Table) -> NamedFiles:
        """Return the files of a table as it is now, and of every state that it can still be read in."""
