"""Pauses, resumes and cancels a replay, by its header: the chunks look at it before each call."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from lambdas.core.replay.run import State
from sluice.cloud import NotNow
from sluice.replay.changes import Changes, Overtaken
from sluice.replay.monitor import ReplayMonitor
from sluice.replay.replay_status import ReplayStatus, state
from sluice.replay.start import UnderWay, execute


class WrongState(NotNow):
    """A replay that is where this can't be done."""


def pause(watch: ReplayMonitor, run_id: str | None) -> ReplayStatus:
    """Let it rest after the call under way; raises WrongState."""
    seen = _allowed(watch, run_id, State.RUNNING, done="paused")
    with _changing(watch, seen) as changes:
        changes.pause(seen.run)
    return watch.look(seen.run.id)


def resume(watch: ReplayMonitor, run_id: str | None) -> ReplayStatus:
    """Bring on what was paused, has died or ended incomplete; raises WrongState, UnderWay or NotStarted."""
    seen = _allowed(watch, run_id, State.PAUSED, State.RUNNING, State.INCOMPLETE, done="resumed")
    if not seen.over:
        raise WrongState(f"{seen.run.id} is running: there is nothing to resume")
    restart(watch, seen)
    return watch.look(seen.run.id)


def restart(watch: ReplayMonitor, seen: ReplayStatus) -> None:
    """Let what is over go on from where it was; raises WrongState, UnderWay or NotStarted."""
    with _changing(watch, seen) as changes:
        changes.resume(seen.run)
    execute(watch, seen.run.id, seen.run.executions + 1)


def cancel(watch: ReplayMonitor, run_id: str | None, now: datetime) -> ReplayStatus:
    """End it, whatever of it was sent; raises WrongState.

    Its execution ends by itself: to stop it would ring the alarm that tells of replays left locked.
    """
    seen = _allowed(watch, run_id, State.RUNNING, State.PAUSED, done="cancelled")
    with _changing(watch, seen) as changes:
        changes.cancel(seen.run, now)
    return watch.look(seen.run.id)


def _allowed(watch: ReplayMonitor, run_id: str | None, *states: State, done: str) -> ReplayStatus:
    seen = watch.look(run_id)
    if seen.run.state not in states:
        raise WrongState(f"{seen.run.id} is {state(seen)}: it can't be {done}")
    return seen


@contextmanager
def _changing(watch: ReplayMonitor, seen: ReplayStatus) -> Iterator[Changes]:
    """Say so if somebody else was quicker; a resumed one may meet another that has the lock meanwhile."""
    try:
        yield Changes(watch.place.ask.dynamodb, watch.place.replays)
    except Overtaken:
        stays, active = f"{seen.run.id} stays as it is", watch.runs.active()
        if active not in (None, seen.run.id):
            raise UnderWay(f"{stays}: {active} is under way, look at it again") from None
        raise WrongState(f"{stays}: somebody has just changed it, look at it again") from None
