"""The source as its administrator sets it up: docs/databases.md, on a PostgreSQL of this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection, quote_ident
from psycopg2.extras import execute_values

from demo.retail.database.tables import CREATED, SCHEMA, SourceContents
from twin.database.catalog import ARTIFACTS
from twin.database.server import PostgresServer
from twin.database.slot import read_lsn
from twin.emulator import Emulator
from twin.loopback import HOST
from twin.semantics.dms.settings import DmsReplication


@dataclass(frozen=True)
class LocalSource:
    """A running database."""

    administrator: connection

    def execute(self, sql: str, values: Any = ()) -> None:  # noqa: ANN401 (as the statement takes)
        """Run a statement in a transaction of its own."""
        with self.administrator.cursor() as query:
            query.execute(sql, values or None)

    def fill(self, contents: SourceContents) -> None:
        """Insert rows into their tables."""
        with self.administrator.cursor() as query:
            for table, rows in contents.rows.items():
                if rows:
                    execute_values(query, f"INSERT INTO {SCHEMA}.{table} VALUES %s", rows)  # noqa: S608

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return a table's rows, as PostgreSQL itself writes them as JSON."""
        with self.administrator.cursor() as query:
            query.execute(f"SELECT to_jsonb(t) FROM {SCHEMA}.{table} AS t")  # noqa: S608
            return [row for (row,) in query.fetchall()]

    @property
    def lsn(self) -> int:
        """The end of the log."""
        with self.administrator.cursor() as query:
            query.execute("SELECT pg_current_wal_insert_lsn()::text")
            [(text,)] = query.fetchall()
        return read_lsn(text)


@contextmanager
def prepared_source(replication: DmsReplication, emulator: Emulator) -> Iterator[LocalSource]:
    """Start a database with the replication's user and artifacts, and write where it is into the secret."""
    with PostgresServer() as server:
        owner = server.connect()
        with owner.cursor() as query:
            query.execute(f"CREATE DATABASE {quote_ident(replication.database, query)}")
        owner.close()
        source = LocalSource(server.connect(replication.database))
        source.execute(CREATED)
        _let_in(source, _login(replication, emulator, server.port))
        source.execute(ARTIFACTS.format(schema=replication.source.ddl_artifacts_schema))
        try:
            yield source
        finally:
            source.administrator.close()


def _login(replication: DmsReplication, emulator: Emulator, port: int) -> tuple[str, str]:
    """Point the secret to this machine; return the user and the password that it was made with."""
    secrets, name = emulator.client("secretsmanager"), replication.source.secrets_manager_secret_id
    held = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])
    here = json.dumps({**held, "host": HOST, "port": str(port)})
    secrets.put_secret_value(SecretId=name, SecretString=here)
    return held["username"], held["password"]


def _let_in(source: LocalSource, login: tuple[str, str]) -> None:
    user, password = login
    with source.administrator.cursor() as query:
        role = quote_ident(user, query)
        query.execute(f"CREATE ROLE {role} LOGIN REPLICATION PASSWORD %s", (password,))
        query.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}")
        query.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}")
