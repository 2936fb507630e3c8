"""The tables of what failed, in DuckDB, and the view over them as sqlglot translates it."""

import json
from collections.abc import Mapping

import duckdb
import sqlglot

from domain.lake import LAKE
from lake.objects import GIVEN_UP_BATCHES, ObjectTable

PATH = '"$path"'
"""Athena's hidden column: https://docs.aws.amazon.com/athena/latest/ug/select.html."""


def create(made: duckdb.DuckDBPyConnection) -> None:
    """Create the tables, empty, and the view."""
    for table in LAKE.object_tables:
        made.execute(f"CREATE TABLE {table.name} ({', '.join(f'{name} VARCHAR' for name in columns(table))})")
    [query] = sqlglot.transpile(LAKE.failures.sql, read="trino", write="duckdb")
    made.execute(f"CREATE VIEW {LAKE.failures.name} AS {query}")


def columns(table: ObjectTable) -> list[str]:
    """What can be asked for."""
    return [*table.columns, *([table.parted_by] if table.parted_by else []), PATH]


def quarantine(made: duckdb.DuckDBPyConnection, objects: Mapping[str, bytes]) -> None:
    """Read the quarantine's objects as Athena does: a row a JSON line, a consumer a folder."""
    for key, body in objects.items():
        for line in map(json.loads, body.splitlines()):
            row = [line.get(name) for name in LAKE.quarantined_objects.columns]
            _insert(made, LAKE.quarantined_objects, [*row, key.split("/")[0], key])


def archive(made: duckdb.DuckDBPyConnection, objects: Mapping[str, str]) -> None:
    """Read the failure archive's objects as Athena does: a row a line."""
    for key, body in objects.items():
        for line in body.splitlines():
            _insert(made, GIVEN_UP_BATCHES, [line, key])


def _insert(made: duckdb.DuckDBPyConnection, table: ObjectTable, row: list[str | None]) -> None:
    marks = ", ".join("?" * len(row))
    made.execute(f"INSERT INTO {table.name} VALUES ({marks})", row)  # noqa: S608 (names are ours)
