"""A replay as it is now: its header, its checkpoints, and whether it really runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lambdas.replay.run import State
from sluice.cloud import NotNow
from sluice.replay.executions import RUNNING, Executions
from sluice.replay.place import Place
from sluice.replay.run import Run
from sluice.replay.runs import Progress, Runs
from sluice.replay.window import SHOWN


class NoSuchReplay(NotNow):
    """Nobody started a replay of this id."""


class LostHeader(NotNow):
    """A replay of which only checkpoints, or the lock, are left."""


@dataclass(frozen=True)
class Seen:
    """A replay when somebody looked; `execution` as Step Functions has its last one."""

    run: Run
    progress: Progress
    execution: str

    @property
    def died(self) -> bool:
        """Whether it is said to run, and doesn't."""
        return self.run.state is State.RUNNING and self.execution != RUNNING

    @property
    def over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.run.state is not State.RUNNING or self.died

    @property
    def dealt_with(self) -> int:
        """Records that were put back or left out."""
        return self.progress.sent + self.progress.left_out

    def figures(self) -> dict[str, Any]:
        """For programs."""
        run, progress = self.run, self.progress
        return {
            "replay": run.id,
            "state": run.state,
            "died": self.died,
            "from": run.window.start.isoformat(),
            "to": run.window.end.isoformat(),
            "store": run.window.store,
            "into": run.into,
            "rate": run.rate,
            "records": run.records,
            "sent": progress.sent,
            "left_out": progress.left_out,
            "chunks": run.chunks,
            "chunks_done": progress.chunks,
            "executions": run.executions,
            "execution": self.execution,
            "started_at": run.started_at.isoformat(),
            "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        }

    def line(self) -> str:
        """For people, among others."""
        sent = f"{self.progress.sent:,} of {self.run.records:,} records sent"
        return f"{self.run.id}: {state(self)}, {sent}, started {self.run.started_at:{SHOWN}} UTC"

    def lines(self, environment: str) -> Iterator[str]:
        """For people."""
        run, progress = self.run, self.progress
        yield f"{run.id}: {state(self)}"
        into = f", into {run.into}" if run.into else ""
        yield f"  {run.window}{into}; started {run.started_at:{SHOWN}} UTC, execution {run.executions}"
        yield (
            f"  {progress.sent:,} of {run.records:,} records sent, {progress.left_out:,} left out, "
            f"at most {run.rate:,} a second"
        )
        if self.died:
            yield f"  bring it on with: sluice replay resume {environment} {run.id}"


def state(seen: Seen) -> str:
    """In a word or three."""
    return f"dead ({seen.execution.lower()})" if seen.died else str(seen.run.state)


@dataclass(frozen=True)
class Watch:
    """The replays of an environment."""

    place: Place

    @property
    def runs(self) -> Runs:
        """Their table."""
        return Runs(self.place.ask.dynamodb, self.place.replays)

    @property
    def executions(self) -> Executions:
        """Of their machine."""
        return Executions(self.place.ask.stepfunctions, self.place.machine)

    def look(self, run_id: str | None) -> Seen:
        """At one, else at that under way, else at the latest; raises NoSuchReplay or LostHeader."""
        run_id = run_id or self.runs.active() or self._latest()
        return self.seen(self.find(run_id))

    def find(self, run_id: str) -> Run:
        """Its header; raises NoSuchReplay or LostHeader."""
        if run := self.runs.find(run_id):
            return run
        if run_id == self.runs.active() or self.runs.left_of(run_id):
            raise LostHeader(
                f"{run_id} has lost its header: start its window again, what was sent already has no effect"
            )
        raise NoSuchReplay(f"there is no replay {run_id}: sluice replay list {self.place.name}")

    def seen(self, run: Run) -> Seen:
        """Look whether it runs; a header may say its end a moment after it was read."""
        execution = self.executions.status(run.id, run.executions)
        if run.state is State.RUNNING and execution != RUNNING:
            run = self.find(run.id)
        if run.state is State.DONE:
            return Seen(run, Progress(run.sent, run.left_out, run.chunks or 0), execution)
        return Seen(run, self.runs.progress(run.id), execution)

    def _latest(self) -> str:
        for run in self.runs.all():
            return run.id
        raise NoSuchReplay(f"there was no replay in {self.place.name} yet")
