"""Sales in an environment, and what a rebuild makes of them."""

import pytest

from tests.sluice.rebuild.tampering import BROKEN, CONFLICT, SALES
from tests.sluice.rebuild.world import World


@pytest.fixture
def world() -> World:
    """Sales that came twice, one of them with another payload the second time, and one that is broken."""
    world = World()
    world.sell([*SALES[:4], BROKEN])
    world.sell([CONFLICT, *SALES[3:]])
    return world


@pytest.fixture
def rebuilt(world: World) -> World:
    world.rebuilt()
    return world


@pytest.fixture
def left(world: World) -> World:
    """Somebody has begun a fold, which takes long, and doesn't wait for it."""
    world.machine.slow = True
    world.waited = interrupted
    with pytest.raises(KeyboardInterrupt):
        world.rebuilt()
    world.machine.slow = False
    return world


def interrupted() -> None:
    raise KeyboardInterrupt
