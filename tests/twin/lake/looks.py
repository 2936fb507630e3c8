"""How tests look at the tables: from runs of their own, and as anybody else sees them."""

from collections.abc import Callable

from pyiceberg.table import Table as Stored

from lake.schema import Table
from twin.lake.duck import DuckLake

Runs = Callable[[], DuckLake]
Seen = Callable[[Table], Stored]


def values(lake: DuckLake, sql: str) -> list[tuple[object, ...]]:
    """A query's rows without the names of their columns."""
    return [tuple(row.values()) for row in lake.rows(sql)]
