"""How rows go into an Iceberg table once, and out of it: the text of a MERGE that Iceberg validates.

One that can only insert is a plain append to Iceberg, and two at once both append. One that could also update
is checked against all that was committed since it read the table (docs/decisions/0002).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

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


Part: TypeAlias = date | datetime
"""A partition of a table: a day, or the hour that begins then."""


def is_within(table: Table, parts: Sequence[Part]) -> str:
    """Return whether a row lies in one of these partitions; of a table without any, every row does."""
    if not table.partitions:
        return "TRUE"
    [partition] = table.partitions
    if partition.transform is Transform.IDENTITY:
        return f"{partition.field} IN ({', '.join(map(_literal, parts))})"
    column = partition.field
    hours = (f"({column} >= {_moment(each)} AND {column} < {_moment(each, 1)})" for each in parts)
    return " OR ".join(hours)


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


def count_unlike(table: Table, view: str, parts: Sequence[Part]) -> str:
    """Return a query for how many rows a view has otherwise than these partitions have them, or besides."""
    columns = ", ".join(table.columns)
    stored = f"SELECT {columns} FROM {table.name} WHERE {is_within(table, parts)}"  # noqa: S608
    return f"""
        SELECT
            (SELECT count(*) FROM (SELECT {columns} FROM {view} EXCEPT {stored}) AS fresh) AS fresh,
            (SELECT count(*) FROM ({stored} EXCEPT SELECT {columns} FROM {view}) AS stale) AS stale
    """  # noqa: S608 (names and days are ours)


def _literal(day: date) -> str:
    return f"DATE '{day}'"


def _moment(hour: date, later: int = 0) -> str:
    return f"TIMESTAMP '{hour + timedelta(hours=later):%Y-%m-%d %H:%M:%S}+00:00'"
