"""What is rebuilt equals what is live, or the difference is named, and a swap mends it."""

import pytest

from tests.lambdas.sales import encoded, line, sale
from tests.sluice.rebuild.world import World

SALES = [encoded(sale(n, lines=[line("apple", n)], loyalty_id="1234")) for n in range(1, 8)]


@pytest.fixture
def world() -> World:
    world = World()
    world.sell(SALES[:4])
    world.sell(SALES[3:])
    return world


def test_rebuilt_equals_live(world: World) -> None:
    world.rebuilt()

    found = world.compared()

    assert (found.rows, found.differences) == (2 * len(SALES), ())
