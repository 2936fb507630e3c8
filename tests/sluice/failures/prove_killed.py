"""Killed behind any call and run again: whatever waited is on the stream, and the table tells the truth."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sluice.failures.failure import CAP, PARKED, SENT
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.failures.doing import killed, recipe, redrive, repair
from tests.sluice.failures.worlds import World

GOOD = [encoded(sale(number, lines=[line("apple", 2)])) for number in range(3)]
BROKEN = [encoded(sale(number, lines=[line("pear", "3")])) for number in range(5, 8)]


def assert_settled(world: World) -> None:
    """Every failure is sent, and each sale counts once in every ledger."""
    assert {each.state for each in world.failures()} == {SENT}
    assert world.stock() == {"apple": -6, "pear": -9}
    for name in ("inventory", "loyalty"):
        assert world.dynamodb.scan(TableName=name)["Count"] == 6


def given_up_and_refused(rounds: int) -> World:
    world = World(down={"inventory"})
    world.put(*GOOD, *BROKEN)
    world.deliver()
    world.down = set()
    for _ in range(rounds):
        world.deliver()
    return world


@settings(max_examples=12)
@example(deaths=[39], works_between=[False] * 6).via("sent behind what was redriven, and not noted")
@given(
    deaths=st.lists(st.integers(0, 40), max_size=6),
    works_between=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_killed_anywhere_and_run_again_everything_is_back_and_counts_once(
    deaths: list[int], works_between: list[bool]
) -> None:
    """FAULTS 4, 43: dying uses up no attempt, so it never parks what was never sent."""
    world = given_up_and_refused(0)

    for death, works in zip(deaths, works_between, strict=False):
        with killed(world, death):
            redrive(world)
        if works:
            world.deliver()
        with killed(world, death):
            repair(world)
        if works:
            world.deliver()
    for _ in range(3):
        redrive(world)
        world.deliver()
        repair(world)
        world.deliver()

    assert_settled(world)
    sent = [json.loads(each.data) for each in world.stream()[6:]]
    assert {each["sale_id"] for each in sent} >= {json.loads(each)["sale_id"] for each in GOOD + BROKEN}
    assert all(each.recovery.attempts <= CAP for each in world.failures())


WRITES = {"UpdateItem", "PutRecords"}


@pytest.fixture(scope="module")
def moments() -> list[int]:
    """The moments before and behind whatever a repair writes: two attempts begun, a put, two noted."""
    world = World()
    world.put(BROKEN[0])
    world.deliver()
    with killed(world, None) as steps:
        repair(world)
    return [number for number, name in enumerate(steps) if name in WRITES]


def test_killed_at_each_moment_of_a_repair_it_is_sent_under_one_lineage(moments: list[int]) -> None:
    """What is sent after a death is the same bytes: others would conflict with those that came before."""
    assert len(moments) == 10
    for moment in moments:
        world = World()
        world.put(BROKEN[0])
        world.deliver()
        with killed(world, moment):
            repair(world)
        world.deliver()
        repair(world)
        world.deliver()

        assert {each.state for each in world.failures()} == {SENT}, moment
        assert len({each.data for each in world.stream()}) == 2, moment
        assert world.stock() == {"pear": -3}, moment


@settings(max_examples=5)
@given(deaths=st.lists(st.none() | st.integers(0, 40), max_size=4))
def test_a_repair_that_does_not_help_ends_parked_however_often_it_dies(deaths: list[int | None]) -> None:
    """FAULTS 43: attempts count over the lineage of repairs, and the cap holds."""
    world = World(down={"inventory", "loyalty"})
    world.put(BROKEN[0])
    world.down = set()
    world.deliver()
    world.down = {"inventory", "loyalty"}

    for death in [*deaths, *[None] * 5]:
        with killed(world, death):
            repair(world, recipe())
            redrive(world)
        world.deliver()

    assert {each.state for each in world.failures()} <= {PARKED, SENT}
    assert PARKED in {each.state for each in world.failures()}
    assert all(each.recovery.attempts <= CAP for each in world.failures())
    attempts = [json.loads(each.data)["repaired"]["attempt"] for each in world.stream()[1:]]
    assert max(attempts) <= CAP
