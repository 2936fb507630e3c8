"""One emulator for all that replay its bus."""

from collections.abc import Iterator

import boto3
import pytest

from tests.sluice.events.deployed import Bus
from twin.emulator import Emulator


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    """The app's bus, and nobody yet who plays its rules."""
    directory = tmp_path_factory.mktemp("twin")
    with Emulator(log=directory / "log") as emulator:
        yield Bus.deployed(emulator, directory)


@pytest.fixture(autouse=True)
def configured(monkeypatch: pytest.MonkeyPatch, bus: Bus) -> None:
    """Point the AWS configuration at the emulator."""
    for name, value in bus.twin.emulator.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
