"""A fold is begun once, alone, and of all that has arrived."""

import pytest

from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.steps import NothingArchived
from sluice.replay.agreement import ManifestMismatch
from sluice.replay.start import UnderWay
from tests.lambdas.sales import encoded, sale
from tests.sluice.rebuild.tampering import SALES
from tests.sluice.rebuild.world import World


def test_a_finished_fold_is_not_folded_again(rebuilt: World) -> None:
    rebuilt.sell([encoded(sale(50))])

    again = rebuilt.rebuilt()

    assert len(rebuilt.machine.executions) == 1
    assert again.records == 2 * 5


def test_two_generations_of_one_window_have_a_replay_each(world: World) -> None:
    now = world.now
    world.rebuilt()
    world.now = now

    world.rebuilt(TableGeneration("spring2"))

    assert sorted(world.machine.executions) == [
        "20170301T1400-20170301T140004-spring1-1-1",
        "20170301T1400-20170301T140004-spring2-1-1",
    ]


def test_one_replay_at_a_time(world: World) -> None:
    world.replays()

    with pytest.raises(UnderWay, match="20170301T1400-20170301T1500-1 is under way"):
        world.rebuilt()


def test_a_lock_that_was_left_behind_keeps_nobody_out(world: World) -> None:
    world.lose(world.replays())

    world.rebuilt()

    assert world.compared().differences == ()


def test_an_object_that_the_manifest_lacks_is_said_before_anything_is_folded(world: World) -> None:
    world.archive(SALES, manifest=False)

    with pytest.raises(
        ManifestMismatch, match=r"in 1 of the window's versions: events/.*: sluice raw mend dev"
    ):
        world.rebuilt()
    assert world.machine.executions == {}


def test_nothing_is_rebuilt_from_nothing() -> None:
    with pytest.raises(NothingArchived, match="raw has no sales yet"):
        World().rebuilt()
