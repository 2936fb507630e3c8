"""What a view would change in a table: queries over that view, and over `stored`, the table's rows of now."""

from jobs.merge_sql import day_column
from lake.schema import Table

STORED = "stored"


def identity(table: Table) -> list[str]:
    """Return what two rows have in common that are the same one. It is never in two partitions."""
    day = day_column(table)
    return list(dict.fromkeys([*table.key, *([day] if day else [])]))


def added(table: Table, view: str) -> str:
    """Return the rows whose key isn't stored."""
    return _without(table, view, STORED)


def changed(table: Table, view: str) -> str:
    """Return the rows whose key isn't stored, or not with these values."""
    columns = ", ".join(table.columns)
    return f"SELECT {columns} FROM {view} EXCEPT SELECT {columns} FROM {STORED}"  # noqa: S608 (names are ours)


def merged(table: Table, view: str) -> str:
    """Return the stored rows as they are after the change."""
    changes = changed(table, view)
    return f"{_without(table, STORED, f'({changes})')} UNION ALL ({changes})"


def remaining(table: Table, view: str) -> str:
    """Return the stored rows whose key the view lacks."""
    return _without(table, STORED, view)


def _without(table: Table, view: str, other: str) -> str:
    columns, key = ", ".join(table.columns), ", ".join(identity(table))
    return f"SELECT {columns} FROM {view} ANTI JOIN {other} USING ({key})"  # noqa: S608 (names are ours)
