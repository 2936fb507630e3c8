"""However a fold was left or stopped, it goes on where it was, and never twice at once."""

from collections.abc import Callable

import pytest

from lambdas.core.replay.run import State
from sluice.rebuild.fold import NotWhole
from sluice.replay import control
from sluice.replay.monitor import LostHeader, ReplayMonitor
from sluice.replay.start import UnderWay
from tests.sluice.rebuild.world import SPRING, World


def of(world: World) -> str:
    """The id of the fold's replay."""
    return world.place.folds.of(SPRING).replay


def watch(world: World) -> ReplayMonitor:
    return ReplayMonitor(world.place.replays)


def pause(world: World) -> None:
    control.pause(watch(world), None)


def cancel(world: World) -> None:
    control.cancel(watch(world), None, world.now)


def test_a_fold_that_fails_goes_on_when_it_is_started_again(world: World) -> None:
    world.machine.failing = True
    with pytest.raises(NotWhole, match=r"is incomplete \(Incomplete: Chunks failed for good\), not done"):
        world.rebuilt()
    with pytest.raises(NotWhole, match="spring1 is incomplete"):
        world.place.folds.whole(SPRING)
    world.machine.failing = False

    world.rebuilt()

    assert world.compared().differences == ()
    assert [name[-4:] for name in world.machine.executions] == ["-1-1", "-1-2"]


def test_what_folds_already_is_followed_and_not_started_twice(left: World) -> None:
    replay = of(left)
    left.waited = lambda: left.machine.go_on(f"{replay}-1", replay)

    left.rebuilt()

    assert left.machine.executions == {f"{replay}-1": "SUCCEEDED"}
    assert left.compared().differences == ()


def test_a_fold_whose_execution_died_goes_on_by_another(left: World) -> None:
    replay = of(left)
    left.machine.executions[f"{replay}-1"] = "ABORTED"

    left.rebuilt()

    assert left.machine.executions == {f"{replay}-1": "ABORTED", f"{replay}-2": "SUCCEEDED"}
    assert left.compared().differences == ()


def test_says_that_an_execution_died_while_somebody_waited(left: World) -> None:
    replay = of(left)
    left.waited = lambda: left.machine.executions.update({f"{replay}-1": "TIMED_OUT"})

    with pytest.raises(NotWhole, match=r"is dead \(timed_out\), not done: rebuild again, it goes on"):
        left.rebuilt()


def test_what_was_entered_and_never_started_is_started_under_its_own_number(left: World) -> None:
    """Another rebuild may be about to start it: of one name there is one execution."""
    replay = of(left)
    left.machine.executions.clear()

    left.rebuilt()

    assert left.machine.executions == {f"{replay}-1": "SUCCEEDED"}


@pytest.mark.parametrize("stop", [pause, cancel])
def test_a_fold_that_somebody_stopped_goes_on(left: World, stop: Callable[[World], object]) -> None:
    stop(left)
    replay = of(left)
    left.machine.go_on(f"{replay}-1", replay)

    left.rebuilt()

    assert left.machine.executions == {f"{replay}-1": "SUCCEEDED", f"{replay}-2": "SUCCEEDED"}
    assert left.place.folds.whole(SPRING).state == State.DONE
    assert left.compared().differences == ()


def test_a_fold_does_not_go_on_while_another_replay_runs(left: World) -> None:
    cancel(left)
    other = left.replays()

    with pytest.raises(UnderWay, match=f"{other} is under way"):
        left.rebuilt()
    assert left.place.folds.of(SPRING).state == State.CANCELLED


def test_fresh_tables_are_not_made_for_a_fold_that_has_lost_its_header(left: World) -> None:
    replay = of(left)
    left.lose(replay)

    with pytest.raises(
        LostHeader, match=f"{replay} has lost its header: sluice rebuild dev --into spring1 --drop"
    ):
        left.rebuilt()
    left.dropped()
    left.rebuilt()

    assert of(left) != replay
    assert left.compared().differences == ()
