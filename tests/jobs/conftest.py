"""One emulator for all jobs; what a test puts into it has a name of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.nights import Night
from tests.jobs.shops import Shop
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


@pytest.fixture
def night(place: Place, monkeypatch: pytest.MonkeyPatch) -> Night:
    """A lake whose scripts find the emulator where AWS would be."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", place.emulator.endpoint)
    return Night(place)


@pytest.fixture
def shop(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A landing bucket whose job finds the emulator where AWS would be."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
    return Shop(emulator)
