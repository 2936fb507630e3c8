"""One emulator for all tests of the lake. Each has tables of its own, as the template declares them."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from pyiceberg.table import Table as Stored

from lake.schema import Table
from tests.twin.lake.declared import deploy
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.duck import DuckLake

numbers = count()


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def database(emulator: Emulator) -> str:
    """Also the name of a bucket for everything."""
    name = f"lake{next(numbers)}"
    deploy(emulator, name)
    return name


@pytest.fixture
def lakes(emulator: Emulator, database: str) -> Callable[[], DuckLake]:
    """Runs on the same tables that share nothing."""
    return lambda: DuckLake(emulator.endpoint, database)


@pytest.fixture
def lake(lakes: Callable[[], DuckLake]) -> DuckLake:
    return lakes()


@pytest.fixture
def seen(emulator: Emulator, database: str) -> Callable[[Table], Stored]:
    """A table as anybody else sees it now."""
    return lambda table: catalog(emulator.endpoint).load_table((database, table.name))
