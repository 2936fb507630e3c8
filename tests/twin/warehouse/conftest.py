"""One emulator for all tests of the merge, whose lake is as the jobs leave it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lakes import Place
from twin.emulator import Emulator


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A running emulator."""
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def place(emulator: Emulator, tmp_path: Path) -> Place:
    """A lake with nothing in it."""
    return Place(emulator, tmp_path)
