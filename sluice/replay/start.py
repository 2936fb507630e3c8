"""Starts a replay, one at a time: two would share the headroom that each was given."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.core.replay.run import OVER, State
from sluice.cloud import NotNow
from sluice.replay.changes import Changes, Overtaken
from sluice.replay.monitor import ReplayMonitor
from sluice.replay.replay_status import ReplayStatus, state
from sluice.replay.run import ReplayRun
from sluice.replay.window import Window, plain

TRIES = 3


class UnderWay(NotNow):
    """Another replay holds the lock."""


class NotStarted(NotNow):
    """A replay was entered, and its execution couldn't be started."""


@dataclass(frozen=True, kw_only=True)
class ReplayRequest:
    """A replay that is asked for: onto the stream, to one `consumer`, or `into` a generation.

    `id` if somebody chose a free one before. What nobody has counted yet, the first step counts.
    """

    window: Window
    rate: int
    records: int = 0
    bytes: int = 0
    into: str | None = None
    consumer: str | None = None
    id: str | None = None

    @property
    def target(self) -> str | None:
        """Where it goes, if not on the stream."""
        return self.into or (plain(self.consumer) if self.consumer else None)


@dataclass(frozen=True)
class Started:
    """The replay that runs now; `before` if it ran already."""

    id: str
    before: bool = False


def start(watch: ReplayMonitor, wanted: ReplayRequest, now: datetime) -> Started:
    """Start it, or name the one that does the same already; raises UnderWay or NotStarted."""
    for _ in range(TRIES):
        lost = None
        if active := watch.runs.active():
            run = watch.runs.find(active)
            if run and run.state not in OVER:
                return _same(watch, watch.seen(run), wanted)
            lost = active
        try:
            return _begin(watch, wanted, now, lost)
        except Overtaken:
            continue
    raise UnderWay(f"others start replays at this moment: sluice replay list {watch.place.name}")


def _same(watch: ReplayMonitor, seen: ReplayStatus, wanted: ReplayRequest) -> Started:
    """Raise UnderWay unless it does what is asked for."""
    run, place = seen.run, watch.place.name
    if seen.over:
        raise UnderWay(f"{run.id} is {state(seen)}: sluice replay resume {place} {run.id}, or cancel it")
    if (run.window, run.into, run.consumer) != (wanted.window, wanted.into, wanted.consumer):
        raise UnderWay(
            f"{run.id} is under way, one replay runs at a time: wait for its end "
            f"(sluice replay status {place}) or cancel it"
        )
    return Started(run.id, before=True)


def _begin(watch: ReplayMonitor, wanted: ReplayRequest, now: datetime, lost: str | None) -> Started:
    run = ReplayRun(
        id=wanted.id or free_id(watch, wanted.window, wanted.target),
        state=State.RUNNING,
        window=wanted.window,
        rate=wanted.rate,
        records=wanted.records,
        bytes=wanted.bytes,
        started_at=now,
        into=wanted.into,
        consumer=wanted.consumer,
    )
    Changes(watch.place.ask.dynamodb, watch.place.replays).begin(run, lost)
    execute(watch, run.id, run.executions)
    return Started(run.id)


def free_id(watch: ReplayMonitor, window: Window, target: str | None = None) -> str:
    """Return the next number of its window and target that no replay ever had."""
    name = f"{window.name}-{target}" if target else window.name
    return next(each for number in count(1) if watch.is_free(each := f"{name}-{number}"))


def execute(watch: ReplayMonitor, run_id: str, number: int) -> None:
    """Start an execution of a replay that was entered; raises NotStarted."""
    try:
        watch.executions.start(run_id, number)
    except (ClientError, BotoCoreError) as error:
        bring = f"sluice replay resume {watch.place.name} {run_id}"
        raise NotStarted(
            f"{run_id} is entered but didn't start: {error}: bring it on with {bring}"
        ) from error
