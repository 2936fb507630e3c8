"""One real PostgreSQL for all tests of a process, and a database of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.twin.database.databases import SourceDatabase, fresh_database
from twin.database.server import PostgresServer


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with PostgresServer(settings={"max_connections": "40"}) as running:
        yield running


@pytest.fixture
def source(server: PostgresServer) -> Iterator[SourceDatabase]:
    """A database with DMS's artifacts and its user, and no table."""
    with fresh_database(server) as database:
        yield database
