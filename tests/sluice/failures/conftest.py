"""A world for each test, or an environment for each that types commands."""

from collections.abc import Iterator

import pytest

from tests.sluice.failures.doing import SALES
from tests.sluice.failures.typed import environment
from tests.sluice.failures.worlds import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def given_up(world: World) -> World:
    """Five sales that the loyalty consumer has applied and the inventory given up."""
    world.down = {"inventory"}
    world.put(*SALES, key="store/367")
    world.deliver()
    world.down = set()
    return world


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment for commands."""
    with environment(monkeypatch):
        yield
