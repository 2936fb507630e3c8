"""A deployment whose data plane is at work, and what was seen of it."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts.scenario import SourceMessage
from demo.crashes import Crashes
from demo.deployment import Deployment
from demo.recorder import Recorder
from demo.sender import Sender
from producer import ClaimBucket
from twin.deploy import Twin
from twin.movers import data_plane
from twin.permissions.holders import policy_holder
from twin.plane.plane import DataPlane

DRAIN_SECONDS = 900


@dataclass
class RunRecord:
    """What was sent and accepted, and what was seen and broken meanwhile; `others` came by no sender."""

    recorder: Recorder
    crashes: Crashes
    sent: list[SourceMessage] = field(default_factory=list)
    accepted: list[SourceMessage] = field(default_factory=list)
    others: int = 0

    def accept(self, messages: Sequence[SourceMessage], at: Sequence[float]) -> None:
        """Take in messages that the stream has, and when it had each."""
        self.accepted += messages
        self.recorder.accepted += at

    def accept_others(self, messages: Sequence[SourceMessage], at: Sequence[float]) -> None:
        """Take in messages that came by no sender: they count as sent too."""
        self.sent += messages
        self.others += len(messages)
        self.accept(messages, at)


class RunningTwin:
    """Sends to a deployment, and waits until what came of it has arrived."""

    def __init__(self, twin: Twin, deployment: Deployment, plane: DataPlane, crashes: Crashes) -> None:
        self._stream, self._plane, self._crashes = deployment.stream, plane, crashes
        sender = policy_holder(twin.app, "ProducerPolicyArn")
        self._kinesis = twin.emulator.client("kinesis", sender)
        self._claims = ClaimBucket(s3=twin.emulator.client("s3", sender), bucket=deployment.raw)
        self._other = twin.emulator.client("kinesis")

    @contextmanager
    def open_sender(self) -> Iterator[Sender]:
        """Send through a producer, and return when everything that was accepted has arrived."""
        with TemporaryDirectory() as directory:
            spool = Path(directory) / "events.spool"
            sender = Sender(self._stream, self._kinesis, self._other, spool, self._claims)
            yield sender
            sender.close()
            self.settle()

    def repair(self) -> None:
        """Let no function stumble any more."""
        self._crashes.repair()

    def stay(self) -> None:
        """Break nothing from now on, end at no denial, and wait for no interval of a buffer."""
        self.repair()
        self._plane.unwatch()
        self._plane.hasten()

    def settle(self) -> None:
        """Return when everything that is on the stream has arrived."""
        self._plane.drain(DRAIN_SECONDS)

    def catch_up(self) -> None:
        """Do as `settle`, but let intervals and windows end in their own time: more is coming."""
        self._plane.settle(DRAIN_SECONDS)


@contextmanager
def running_twin(
    twin: Twin, deployment: Deployment, record: RunRecord, resting: Collection[str]
) -> Iterator[RunningTwin]:
    """Have the data plane at work until the context ends, but for the functions that are `resting`."""
    plane = data_plane(twin, faults=record.crashes, observe=record.recorder, resting=resting)
    plane.start()
    try:
        yield RunningTwin(twin, deployment, plane, record.crashes)
    finally:
        plane.stop()
