"""A stand-in as a process of its own, which can be killed and resumed."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from twin.database.checkpoint import CheckpointFile, ReplicationCheckpoint
from twin.database.errors import StandInFailed
from twin.database.stand_in import StartType
from twin.database.task import ReplicationTask
from twin.errors import last_line
from twin.loopback import environment

PATIENCE_SECONDS = 60
MOMENT = 0.02


class StandInProcess:
    """One replication, run by one process after the other; their lines are in `log`."""

    def __init__(self, task: ReplicationTask, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._task, self._file = task, directory / "task.json"
        self._file.write_bytes(msgspec.json.encode(task))
        self.log = directory / "stand-in.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, start: StartType) -> None:
        """Start a process when the one before has ended."""
        self.stop()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "twin.database", str(self._file), start],
                cwd=Path(__file__).parent.parent.parent,
                env=environment(self._task.emulator),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def checkpoint(self) -> ReplicationCheckpoint | None:
        """Return how far the replication is."""
        return CheckpointFile(Path(self._task.checkpoint)).read()

    def wait_until_begun(self) -> None:
        """Return when it reads; raises ReplicationFailed."""
        self._wait(lambda _: True)

    def wait_for(self, lsn: int) -> ReplicationCheckpoint:
        """Return when the load and all up to a position are on the stream; raises ReplicationFailed."""
        return self._wait(lambda found: found.loaded and found.lsn >= lsn)

    def _wait(self, is_enough: Callable[[ReplicationCheckpoint], bool]) -> ReplicationCheckpoint:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.checkpoint
            if found is not None and is_enough(found):
                return found
            self.require_alive()
            if time.monotonic() > deadline:
                raise StandInFailed(
                    f"The stand-in for DMS was not done after {PATIENCE_SECONDS} s ({self.log})."
                )
            time.sleep(MOMENT)

    def require_alive(self) -> None:
        """Raise ReplicationFailed, with its last line, if it has ended."""
        if self._process is None or self._process.poll() is not None:
            raise StandInFailed(f"The stand-in for DMS ended: {last_line(self.log)} (all of it: {self.log})")

    def kill(self) -> None:
        """End it without a chance to finish anything."""
        if self._process is not None:
            self._process.kill()
        self.stop()

    def stop(self) -> None:
        """Let it finish its turn, and return when it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
