"""The play with everything under way: stores send, the data plane moves, functions crash."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from twin.demo.crashes import Crash, Crashes
from twin.demo.deployment import Deployment
from twin.demo.message import Message
from twin.demo.movers import data_plane
from twin.demo.options import Options
from twin.demo.play import Play, compressed
from twin.demo.recorder import Recorder
from twin.demo.terminal import Playing, Terminal
from twin.deploy import Twin

DRAIN_SECONDS = 300
TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Performance:
    """What was sent and accepted, and what was seen and broken meanwhile."""

    sent: Sequence[Message]
    accepted: Sequence[Message]
    recorder: Recorder
    crashes: Sequence[Crash]
    written_twice: int


def performed(
    options: Options, messages: Sequence[Message], twin: Twin, deployment: Deployment, terminal: Terminal
) -> Performance:
    """Play the messages, and return when everything that was accepted has arrived."""
    crashes = Crashes(deployment.consumers if options.breaks else (), len(messages), options.seed)
    recorder = Recorder(time.time())
    plane = data_plane(twin, faults=crashes, observe=recorder)
    doing = f"Playing {len(messages):,} messages"
    plane.start()
    with terminal.playing("play", doing, len(messages)) as playing, TemporaryDirectory() as directory:
        spool = Path(directory) / "sales.spool"
        play = Play(deployment.stream, twin.emulator.client("kinesis"), spool)
        _play(play, messages, options.play_seconds(messages), recorder, playing)
        play.close()
        plane.drain(DRAIN_SECONDS)
    plane.stop()
    recorder.accepted = play.accepted_at
    return Performance(messages, play.accepted, recorder, crashes.happened, crashes.written_twice)


def _play(
    play: Play, messages: Sequence[Message], seconds: float, recorder: Recorder, playing: Playing
) -> None:
    for clock, due in compressed(messages, seconds):
        play.send(due)
        playing.show(clock, len(play.accepted), recorder.settled())
        time.sleep(TICK_SECONDS)
