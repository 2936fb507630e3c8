"""A source on loopback: the twin's real PostgreSQL, and a user who may read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from twin.database.server import PostgresServer

USER, PASSWORD, HOST = "replication", "secret", "127.0.0.1"


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    running: PostgresServer

    @property
    def secret(self) -> dict[str, str]:
        """Credentials of who may read, as a secret holds them."""
        return {"username": USER, "password": PASSWORD, "host": HOST, "port": str(self.running.port)}

    def run(self, *statements: str) -> None:
        """Run statements as the superuser."""
        with self.running.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()


@contextmanager
def server(**settings: str) -> Iterator[Postgres]:
    """Start a server, and remove it with its files."""
    with PostgresServer(settings=settings) as running:
        found = Postgres(running)
        found.run(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'", "CREATE SCHEMA pos")
        found.run(f"GRANT USAGE ON SCHEMA pos TO {USER}")
        yield found
