"""One emulator for all jobs; what a test puts into it has a name of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.lake.tables import PRODUCTS
from tests.jobs.retail.nights import Night
from tests.jobs.retail.running import BROKEN, FIRST, SECOND, run, sold
from tests.jobs.retail.shops import Shop
from tests.lakes import Place, fill
from twin.emulator import Emulator

PRODUCT = {
    "sku": "1082185",
    "department": "PRODUCE",
    "category": "TROPICAL",
    "tax_free": True,
    "valid_from": FIRST,
}


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
    night = Night(place)
    night.open_parking()
    return night


@pytest.fixture
def sold_out(night: Night) -> Night:
    """Two days that everybody has counted and nobody has closed."""
    night.open_ledgers()
    fill(night.place.lake(), PRODUCTS, [PRODUCT])
    night.place.archive(sold(1), sold(2, store="400"), BROKEN)
    night.place.archive(sold(3, day=SECOND))
    run(night.place)
    night.applied(f"367/{FIRST}/4/1", f"400/{FIRST}/4/2", f"367/{SECOND}/4/3")
    night.took(4)
    night.delivered(4)
    return night


@pytest.fixture
def shop(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A landing bucket whose job finds the emulator where AWS would be."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
    return Shop(emulator)
