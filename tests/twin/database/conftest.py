"""One real PostgreSQL for all tests of a process, and a database of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.twin.database.databases import TABLES, SourceDatabase, fresh_database
from tests.twin.database.replications import BREAD, MILK, Played
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


@pytest.fixture
def played(source: SourceDatabase, tmp_path: Path) -> Played:
    """A replication of a source with two products."""
    source.execute(TABLES, MILK, BREAD)
    return Played(source, tmp_path)
