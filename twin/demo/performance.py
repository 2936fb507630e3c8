"""The play with everything under way: stores send, the data plane moves, functions crash."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

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


class Stage:
    """A deployment whose data plane is at work."""

    def __init__(self, twin: Twin, deployment: Deployment, plane: DataPlane, recorder: Recorder) -> None:
        self._stream, self._plane, self._recorder = deployment.stream, plane, recorder
        self._kinesis, self._events = twin.emulator.client("kinesis"), twin.emulator.client("events")

    @contextmanager
    def play(self) -> Iterator[Play]:
        """Send through a producer, and return when everything that was accepted has arrived."""
        with TemporaryDirectory() as directory:
            play = Play(self._stream, self._kinesis, Path(directory) / "sales.spool")
            yield play
            play.close()
            self._plane.drain(DRAIN_SECONDS)

    def replay(self, archive: str, name: str) -> int:
        """Replay all that an archive has; return how many events that were, when all came of them."""
        replays = Replays(self._events, Archive.named(self._events, archive))
        # The API knows whole seconds: this one is over soon.
        everything = Window(datetime.fromtimestamp(0, UTC), datetime.now(UTC) + timedelta(seconds=1))
        replays.start(name, everything, rules=())
        self._plane.drain(DRAIN_SECONDS)
        return self._recorder.replayed[name]


@contextmanager
def stage(
    options: Options, messages: Sequence[Message], twin: Twin, deployment: Deployment, terminal: Terminal
) -> Iterator[tuple[Stage, Performance]]:
    """Play the messages, and leave the data plane at work until the context ends."""
    crashes = Crashes(deployment.sources if options.breaks else (), len(messages), options.seed)
    recorder = Recorder(time.time())
    resting = () if options.decides else deployment.deciders
    plane = data_plane(twin, faults=crashes, observe=recorder, resting=resting)
    plane.start()
    try:
        if options.decides:
            with terminal.phase("follow", "Filling the shelves"):
                plane.settle(DRAIN_SECONDS)
        recorder.began = time.time()
        opened = Stage(twin, deployment, plane, recorder)
        doing = f"Playing {len(messages):,} messages"
        with terminal.playing("play", doing, len(messages)) as playing, opened.play() as play:
            _send(play, messages, options.play_seconds(messages), recorder, playing)
        recorder.accepted, recorder.closed = play.accepted_at, True
        yield opened, Performance(messages, play.accepted, recorder, crashes.happened, crashes.written_twice)
    finally:
        plane.stop()


def _send(
    play: Play, messages: Sequence[Message], seconds: float, recorder: Recorder, playing: Playing
) -> None:
    for clock, due in compressed(messages, seconds):
        play.send(due)
        told = recorder.taken()
        playing.show(clock, len(play.accepted), recorder.settled(), told["FraudSuspected"], told["StockLow"])
        time.sleep(TICK_SECONDS)
