"""The play with everything under way: stores send, the data plane moves, functions crash."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.acts import DemoContext, DemoPlan
from demo.adapters.act import AdapterSales
from demo.crashes import Crash, Crashes
from demo.deployment import Deployment
from demo.message import Message
from demo.movers import data_plane
from demo.options import Options
from demo.play import Play, compressed
from demo.recorder import Recorder
from demo.terminal import Playing
from producer import ClaimBucket
from sluice.events.archive import BusArchive
from sluice.events.replays import ArchiveReplays
from sluice.events.window import EventWindow
from twin.deploy import Twin
from twin.permissions.holders import policy_holder
from twin.plane.plane import DataPlane

DRAIN_SECONDS = 900
TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Performance:
    """What was sent and accepted, and what was seen and broken meanwhile."""

    sent: Sequence[Message]
    accepted: Sequence[Message]
    recorder: Recorder
    crashes: Sequence[Crash]
    written_twice: int
    adapters: AdapterSales | None = None


class Stage:
    """A deployment whose data plane is at work."""

    def __init__(
        self, twin: Twin, deployment: Deployment, plane: DataPlane, recorder: Recorder, crashes: Crashes
    ) -> None:
        self._stream, self._plane, self._recorder = deployment.stream, plane, recorder
        sender = policy_holder(twin.app, "ProducerPolicyArn")
        self._sender = twin.emulator.client("kinesis", sender)
        self._claims = ClaimBucket(s3=twin.emulator.client("s3", sender), bucket=deployment.raw)
        self._other, self._events = twin.emulator.client("kinesis"), twin.emulator.client("events")
        self._crashes = crashes

    @contextmanager
    def play(self) -> Iterator[Play]:
        """Send through a producer, and return when everything that was accepted has arrived."""
        with TemporaryDirectory() as directory:
            spool = Path(directory) / "sales.spool"
            play = Play(self._stream, self._sender, self._other, spool, self._claims)
            yield play
            play.close()
            self.settle()

    def mend(self) -> None:
        """Let no function stumble any more."""
        self._crashes.mend()

    def settle(self) -> None:
        """Return when everything that is on the stream has arrived."""
        self._plane.drain(DRAIN_SECONDS)

    def replay(self, archive: str, name: str) -> int:
        """Replay all that an archive has; return how many events that were, when all came of them."""
        replays = ArchiveReplays(self._events, BusArchive.named(self._events, archive))
        # The API knows whole seconds: this one is over soon.
        everything = EventWindow(datetime.fromtimestamp(0, UTC), datetime.now(UTC) + timedelta(seconds=1))
        replays.start(name, everything, rules=())
        self.settle()
        return self._recorder.replayed[name]


@contextmanager
def stage(around: DemoContext, plan: DemoPlan) -> Iterator[tuple[Stage, Performance]]:
    """Play what is planned, and leave the data plane at work until the context ends."""
    options, deployment = around.options, around.deployment
    crashes = _crashes(options, plan.messages, deployment)
    recorder = Recorder(time.time())
    resting = () if options.decides else deployment.deciders
    plane = data_plane(around.twin, faults=crashes, observe=recorder, resting=resting)
    plane.start()
    try:
        if options.decides:
            with around.terminal.phase("follow", "Filling the shelves"):
                plane.settle(DRAIN_SECONDS)
        recorder.began = time.time()
        opened = Stage(around.twin, deployment, plane, recorder, crashes)
        yield opened, _perform(around, plan, opened, recorder, crashes)
    finally:
        plane.stop()


def _perform(
    around: DemoContext, plan: DemoPlan, opened: Stage, recorder: Recorder, crashes: Crashes
) -> Performance:
    """Send the messages, with history and a database beside them, and then what comes by other sources."""
    messages, acts = plan.messages, plan.acts
    doing = f"Playing {len(messages):,} messages"
    with (
        acts.bring_history(),
        around.terminal.playing("play", doing, len(messages)) as playing,
        opened.play() as play,
        acts.replicate(),
    ):
        _send(play, messages, around.options.play_seconds(messages), recorder, playing)
    beside, brought = acts.replicated, _bring_others(around, plan, opened)
    recorder.accepted = [*play.accepted_at, *beside.at, *brought.accepted_at]
    recorder.closed = True
    return Performance(
        sent=[*messages, *beside.messages, *brought.accepted],
        accepted=[*play.accepted, *beside.messages, *brought.accepted],
        recorder=recorder,
        crashes=crashes.happened,
        written_twice=crashes.written_twice,
        adapters=brought.sales,
    )


@dataclass(frozen=True)
class _Brought:
    """What came by adapters, and when."""

    accepted: Sequence[Message] = ()
    accepted_at: Sequence[float] = ()
    sales: AdapterSales | None = None


def _bring_others(around: DemoContext, plan: DemoPlan, opened: Stage) -> _Brought:
    if plan.acts.sources is None:
        return _Brought()
    with around.terminal.phase("adapters", "Sales by a queue, by devices and by an API"):
        with opened.play() as play:
            sales = plan.acts.bring_others(play, plan.messages)
        return _Brought(play.accepted, play.accepted_at, sales)


def _crashes(options: Options, messages: Sequence[Message], deployment: Deployment) -> Crashes:
    """Every function that reads a stream dies at times; the stock's stumbles over some sales besides."""
    if not options.breaks:
        return Crashes((), len(messages), options.seed)
    stumbling = deployment.function_of("inventory")
    over = {stumbling: options.hard(messages)}
    return Crashes(deployment.sources, len(messages), options.seed, over)


def _send(
    play: Play, messages: Sequence[Message], seconds: float, recorder: Recorder, playing: Playing
) -> None:
    for clock, due in compressed(messages, seconds):
        play.send(due)
        told = recorder.taken()
        playing.show(clock, len(play.accepted), recorder.settled(), told["FraudSuspected"], told["StockLow"])
        time.sleep(TICK_SECONDS)
