"""A thread that moves records until it is stopped, and says when it was last at rest."""

from threading import Event, Thread
from typing import Protocol

from twin.errors import TwinError


class MoverFailed(TwinError):
    """A mover met what it can't handle; the cause is chained."""


class Work(Protocol):
    """What a mover does, turn by turn."""

    def discover(self) -> None:
        """Find the stream's shards; the first time fixes where reading starts."""

    def turn(self) -> None:
        """Move what can be moved, then wait a moment at most."""

    def rested_at(self) -> float:
        """Return the latest time at which all that had arrived was settled."""


class Mover:
    """Runs one piece of work in its own thread."""

    def __init__(self, name: str, work: Work) -> None:
        self._work = work
        self._stopping = Event()
        self._failure: Exception | None = None
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Return once every record put from now on will be moved."""
        self._work.discover()
        self._thread.start()

    def stop(self) -> None:
        """Return when the current turn is over."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def rested_at(self) -> float:
        """Return that of the work; raises MoverFailed if the thread has died."""
        if self._failure is not None:
            raise MoverFailed(f"{self._thread.name} stopped: {self._failure}") from self._failure
        return self._work.rested_at()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._work.turn()
        except Exception as failure:  # noqa: BLE001 - it is raised again to whoever asks for progress
            self._failure = failure
