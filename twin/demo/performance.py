"""The play with everything under way: stores send, the data plane moves, functions crash."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from producer import ClaimStore
from sluice.events.archive import Archive
from sluice.events.replays import Replays
from sluice.events.window import Window
from twin.demo.crashes import Crash, Crashes
from twin.demo.deployment import Deployment
from twin.demo.message import Message
from twin.demo.movers import data_plane
from twin.demo.options import Options
from twin.demo.play import Play, compressed
from twin.demo.recorder import Recorder
from twin.demo.terminal import Playing, Terminal
from twin.deploy import Twin
from twin.permissions.holders import policy_holder
from twin.plane.plane import DataPlane

DRAIN_SECONDS = 900
TICK_SECONDS = 0.2


class OtherSender(Protocol):
    """Who sends sales beside the tills while they do; `accepted` are those that are on the stream."""

    accepted: list[Message]
    accepted_at: list[float]

    def start(self) -> None:
        """Send from now on."""

    def finish(self) -> None:
        """Return when all is sent; raises what went wrong."""


@dataclass(frozen=True)
class Performance:
    """What was sent and accepted, and what was seen and broken meanwhile."""

    sent: Sequence[Message]
    accepted: Sequence[Message]
    recorder: Recorder
    crashes: Sequence[Crash]
    written_twice: int


class Stage:
    """A deployment whose data plane is at work."""

    def __init__(
        self, twin: Twin, deployment: Deployment, plane: DataPlane, recorder: Recorder, crashes: Crashes
    ) -> None:
        self._stream, self._plane, self._recorder = deployment.stream, plane, recorder
        sender = policy_holder(twin.app, "ProducerPolicyArn")
        self._sender = twin.emulator.client("kinesis", sender)
        self._claims = ClaimStore(s3=twin.emulator.client("s3", sender), bucket=deployment.raw)
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
        replays = Replays(self._events, Archive.named(self._events, archive))
        # The API knows whole seconds: this one is over soon.
        everything = Window(datetime.fromtimestamp(0, UTC), datetime.now(UTC) + timedelta(seconds=1))
        replays.start(name, everything, rules=())
        self.settle()
        return self._recorder.replayed[name]


@contextmanager
def stage(
    options: Options,
    messages: Sequence[Message],
    twin: Twin,
    deployment: Deployment,
    terminal: Terminal,
    others: Sequence[OtherSender] = (),
) -> Iterator[tuple[Stage, Performance]]:
    """Play the messages, beside what others send, and leave the data plane at work until the context ends."""
    crashes = _crashes(options, messages, deployment)
    recorder = Recorder(time.time())
    resting = () if options.decides else deployment.deciders
    plane = data_plane(twin, faults=crashes, observe=recorder, resting=resting)
    plane.start()
    try:
        if options.decides:
            with terminal.phase("follow", "Filling the shelves"):
                plane.settle(DRAIN_SECONDS)
        recorder.began = time.time()
        opened = Stage(twin, deployment, plane, recorder, crashes)
        doing = f"Playing {len(messages):,} messages"
        with terminal.playing("play", doing, len(messages)) as playing, opened.play() as play:
            for other in others:
                other.start()
            _send(play, messages, options.play_seconds(messages), recorder, playing)
            for other in others:
                other.finish()
        beside = [sent for other in others for sent in other.accepted]
        recorder.accepted = [*play.accepted_at, *(at for other in others for at in other.accepted_at)]
        recorder.closed = True
        yield (
            opened,
            Performance(
                [*messages, *beside],
                [*play.accepted, *beside],
                recorder,
                crashes.happened,
                crashes.written_twice,
            ),
        )
    finally:
        plane.stop()


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
