"""A source database for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from psycopg2.extensions import connection, quote_ident

from twin.database.catalog import ARTIFACTS
from twin.database.server import PostgresServer
from twin.database.slot import drop_slot, read_lsn
from twin.database.source import SourceLogin
from twin.loopback import HOST

USER, PASSWORD = "dms", "replicates"
TABLES = """
CREATE TABLE pos.products (sku text PRIMARY KEY, name text, price_cents integer, notes text, details jsonb);
CREATE TABLE pos.prices (sku text, valid_from date, price_cents integer, PRIMARY KEY (sku, valid_from));
"""

_numbers = count(1)


@dataclass
class SourceDatabase:
    """A database with a schema pos; `administrator` is its superuser's connection."""

    server: PostgresServer
    name: str
    administrator: connection

    @property
    def login(self) -> SourceLogin:
        """As whom the stand-in reads it."""
        return SourceLogin(HOST, self.server.port, USER, PASSWORD, self.name)

    def execute(self, *statements: str) -> None:
        """Run statements, each in a transaction of its own."""
        with self.administrator.cursor() as query:
            for statement in statements:
                query.execute(statement)

    def value(self, statement: str) -> Any:
        """The one value that a query returns."""
        with self.administrator.cursor() as query:
            query.execute(statement)
            [(value,)] = query.fetchall()
        return value

    @property
    def lsn(self) -> int:
        """The end of the log."""
        return read_lsn(self.value("SELECT pg_current_wal_insert_lsn()::text"))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table's rows as JSON has them but for JSON itself, which is text, by their text."""
        with self.administrator.cursor() as query:
            query.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
            names = [column.name for column in query.description or ()]
            plain = ", ".join(f"to_json({quote_ident(name, query)})" for name in names)
            types = ", ".join(f"pg_typeof({quote_ident(name, query)})::text" for name in names)
            texts = ", ".join(f"{quote_ident(name, query)}::text" for name in names)
            query.execute(f"SELECT ARRAY[{types}], ARRAY[{texts}], {plain} FROM {table}")  # noqa: S608
            found = query.fetchall()
        return sorted((_row(names, *each) for each in found), key=repr)


def _row(names: list[str], types: list[str], texts: list[str], *values: Any) -> dict[str, Any]:
    return {
        name: text if type_ in ("json", "jsonb") else value
        for name, type_, text, value in zip(names, types, texts, values, strict=True)
    }


@contextmanager
def fresh_database(server: PostgresServer) -> Iterator[SourceDatabase]:
    """Make a database, and drop it with its slots."""
    name = f"source{next(_numbers)}"
    owner = server.connect()
    with owner.cursor() as query:
        query.execute("SELECT FROM pg_roles WHERE rolname = %s", (USER,))
        if not query.fetchall():
            query.execute(f"CREATE ROLE {USER} LOGIN REPLICATION PASSWORD '{PASSWORD}'")
        query.execute(f"CREATE DATABASE {name}")
    database = SourceDatabase(server, name, server.connect(name))
    database.execute(
        "CREATE SCHEMA pos",
        f"GRANT USAGE ON SCHEMA pos TO {USER}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA pos GRANT SELECT ON TABLES TO {USER}",
        ARTIFACTS.format(schema="dms"),
    )
    try:
        yield database
    finally:
        with database.administrator.cursor() as query:
            query.execute("SELECT slot_name FROM pg_replication_slots WHERE database = %s", (name,))
            for (slot,) in query.fetchall():
                drop_slot(database.administrator, slot)
        database.administrator.close()
        with owner.cursor() as query:
            query.execute(f"DROP DATABASE {name} WITH (FORCE)")
        owner.close()
