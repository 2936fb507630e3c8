"""The engine that a script has on Glue."""

from collections.abc import Sequence

from jobs.lake import Lake
from lake.schema import Table


def spark(database: str, tables: Sequence[Table]) -> Lake:
    """Return Spark on the tables of a database; imported only where it runs, for it is large."""
    from jobs.spark import open_lake

    return open_lake(database, tables)
