"""Looks at replays: how each stands, and whether it really runs."""

from dataclasses import dataclass

from lambdas.core.replay.run import State
from sluice.cloud import NotNow
from sluice.replay.executions import NEVER, RUNNING, Executions
from sluice.replay.place import ReplayTarget
from sluice.replay.replay_status import ReplayStatus
from sluice.replay.run import ReplayRun
from sluice.replay.runs import Progress, ReplayRuns


class NoSuchReplay(NotNow):
    """An id of which no replay was started."""


class LostHeader(NotNow):
    """A replay of which only checkpoints, or the lock, are left."""


@dataclass(frozen=True)
class ReplayMonitor:
    """The replays of an environment."""

    place: ReplayTarget

    @property
    def runs(self) -> ReplayRuns:
        """Their table."""
        return ReplayRuns(self.place.ask.dynamodb, self.place.replays)

    @property
    def executions(self) -> Executions:
        """Of their machine."""
        return Executions(self.place.ask.stepfunctions, self.place.machine)

    def look(self, run_id: str | None) -> ReplayStatus:
        """Look at one, else at that under way, else at the latest; raises NoSuchReplay or LostHeader."""
        run_id = run_id or self.runs.active() or self._latest()
        return self.seen(self.find(run_id))

    def find(self, run_id: str) -> ReplayRun:
        """Return its header; raise NoSuchReplay or LostHeader."""
        if run := self.runs.find(run_id):
            return run
        if run_id == self.runs.active() or self.runs.left_of(run_id):
            raise LostHeader(
                f"{run_id} has lost its header: start its window again, what was sent already has no effect"
            )
        raise NoSuchReplay(f"there is no replay {run_id}: sluice replay list {self.place.name}")

    def seen(self, run: ReplayRun) -> ReplayStatus:
        """Look whether it runs; a header may say its end a moment after it was read."""
        execution = self.executions.status(run.id, run.executions)
        if run.state is State.RUNNING and execution != RUNNING:
            run = self.find(run.id)
        if run.state is State.DONE:
            return ReplayStatus(run, Progress(run.sent, run.left_out, run.chunks or 0), execution)
        return ReplayStatus(run, self.runs.progress(run.id), execution)

    def failure(self, run: ReplayRun) -> str:
        """Return in one line why the last execution of a replay has failed, if it has."""
        return self.executions.failure(run.id, run.executions)

    def is_free(self, run_id: str) -> bool:
        """Return whether there never was a replay of this id: no lock, checkpoint or execution is left."""
        if run_id == self.runs.active() or self.runs.left_of(run_id):
            return False
        return self.executions.status(run_id, 1) == NEVER

    def _latest(self) -> str:
        for run in self.runs.all():
            return run.id
        raise NoSuchReplay(f"there was no replay in {self.place.name} yet")
