"""The engine that a script has on Glue."""

from jobs.lake import Lake


def spark(database: str) -> Lake:
    """Spark on the tables of a database; imported only where it runs, for it is large."""
    from jobs.spark import open_lake

    return open_lake(database)
