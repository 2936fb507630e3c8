"""How rows go into an Iceberg table once, and out of it: the text of a MERGE that Iceberg validates.

One that can only insert is a plain append to Iceberg, and two at once both append. One that could also update
is checked against all that was committed since it read the table (docs/decisions/0002).
"""

from collections.abc import Sequence
from datetime import date

from lake.schema import Table, Transform


def day_column(table: Table) -> str | None:
    """Return the column of days by which a table is parted, if it is."""
    parted = (each.field for each in table.partitions if each.transform is Transform.IDENTITY)
    return next(parted, None)


def same_row(table: Table, days: Sequence[date] | None) -> str:
    """Return when a stored row, t, and a view's, n, are the same; only partitions of `days` are read."""
    day = day_column(table)
    columns = dict.fromkeys([*table.key, day] if day else table.key)
    terms = [f"t.{column} = n.{column}" for column in columns]
    if days:
        terms.append(f"t.{day} IN ({', '.join(map(_literal, days))})")
    return " AND ".join(terms)


def no_update(table: Table) -> str:
    """Return what holds of no two rows that are the same: insert only, but validated."""
    return f"t.{table.key[0]} <> n.{table.key[0]}"


def differs(table: Table) -> str:
    """Return whether a row isn't what it would be replaced by."""
    rest = [column for column in table.columns if column not in table.key]
    return " OR ".join(f"t.{column} IS DISTINCT FROM n.{column}" for column in rest)


def changes(table: Table, view: str, same: str, replaced: str) -> str:
    """Return a query that finds a row if the MERGE would write any."""
    return f"""
        SELECT 1 AS found
        FROM {view} AS n
        LEFT JOIN {table.name} AS t ON {same}
        WHERE t.{table.key[0]} IS NULL OR {replaced}
        LIMIT 1
    """  # noqa: S608 (names and days are ours)


def merge(table: Table, view: str, same: str, replaced: str) -> str:
    """Insert the rows of a view that aren't stored, and replace stored ones if `replaced` says so."""
    columns = ", ".join(table.columns)
    values = ", ".join(f"n.{column}" for column in table.columns)
    settings = ", ".join(f"{column} = n.{column}" for column in table.columns)
    return f"""
        MERGE INTO {table.name} AS t
        USING (SELECT {columns} FROM {view}) AS n
        ON {same}
        WHEN MATCHED AND ({replaced}) THEN UPDATE SET {settings}
        WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({values})
    """  # noqa: S608 (names and days are ours)


def count_stored(table: Table, view: str, same: str) -> str:
    """Return a query for how many stored rows a view has the keys of."""
    return f"SELECT count(*) AS stored FROM {table.name} AS t JOIN {view} AS n ON {same}"  # noqa: S608


def removal(table: Table, view: str, same: str) -> str:
    """Delete the stored rows whose keys a view has, which has none twice."""
    return f"""
        MERGE INTO {table.name} AS t
        USING {view} AS n
        ON {same}
        WHEN MATCHED THEN DELETE
    """


def _literal(day: date) -> str:
    return f"DATE '{day}'"
