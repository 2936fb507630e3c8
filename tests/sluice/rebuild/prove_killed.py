"""A rebuild and a swap that die at any of their calls are done by the next ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lambdas.core.ledger_row import key_item
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.rebuild.machine import LEDGERS
from tests.sluice.rebuild.places import FAILURES
from tests.sluice.rebuild.world import SPRING, World

SALES = [encoded(sale(n, lines=[line("apple", n)])) for n in range(1, 5)]
SECOND, THIRD = ("367", "2017-03-01/4/2"), ("367", "2017-03-01/4/3")


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


@contextmanager
def killing(world: World, at: int | None) -> Iterator[list[str]]:
    """Die before or behind one of the calls that write; yields what was called."""
    calls: list[str] = []

    def step(model: Any, **_: object) -> None:
        if not model.name.startswith(("Get", "List", "Describe", "Query", "Scan", "BatchGet")):
            calls.append(model.name)
            if len(calls) - 1 == at:
                raise Killed

    moments = [(client.meta.events, when) for client in (world.dynamodb, world.s3) for when in WHEN]
    for events, when in moments:
        events.register(when, step)
    try:
        yield calls
    finally:
        for events, when in moments:
            events.unregister(when, step)


WHEN = ("before-call", "after-call")


def sold() -> World:
    world = World()
    world.sell(SALES)
    return world


def sabotaged() -> World:
    """A row is gone, one is changed, one is no sale's."""
    world = sold()
    world.rebuilt()
    world.dynamodb.delete_item(TableName="stock", Key=key_item(SECOND))
    row = world.rows("stock")[THIRD]
    world.dynamodb.put_item(TableName="stock", Item=row | {"digest": {"B": b"another"}})
    world.dynamodb.put_item(TableName="stock", Item=row | key_item(("367", "2017-03-01/4/77")))
    return world


def calls_of_a_rebuild() -> int:
    world = sold()
    with killing(world, at=None) as calls:
        world.rebuilt()
    return len(calls)


def calls_of_a_swap() -> int:
    world = sabotaged()
    with killing(world, at=None) as calls:
        world.swapped(world.compared())
    return len(calls)


def test_killed_at_any_call_a_rebuild_goes_on() -> None:
    """FAULTS 7: the fold's own steps among them."""
    for at in range(calls_of_a_rebuild()):
        world = sold()
        with killing(world, at), pytest.raises(Killed):
            world.rebuilt()

        world.rebuilt()

        assert world.compared().differences == (), at
        for table in LEDGERS.values():
            assert world.rows(SPRING.table(table)) == world.rows(table), at


def test_killed_at_any_call_a_swap_goes_on() -> None:
    """FAULTS 7."""
    before = sold().rows("stock")
    for at in range(calls_of_a_swap()):
        world = sabotaged()
        with killing(world, at), pytest.raises(Killed):
            world.swapped(world.compared())

        world.swapped(world.compared())

        assert world.rows("stock") == before, at
        assert world.s3.list_objects_v2(Bucket=FAILURES)["KeyCount"] == 2, at
