"""A replay when somebody looked: its header, its checkpoints, and what became of its last execution."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain import EVENT
from lambdas.core.replay.run import State
from sluice.replay.executions import RUNNING
from sluice.replay.run import ReplayRun
from sluice.replay.runs import Progress
from sluice.replay.window import SHOWN


@dataclass(frozen=True)
class ReplayStatus:
    """The status of a replay; `execution` as Step Functions has its last one."""

    run: ReplayRun
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
        """Return it for programs."""
        run, progress = self.run, self.progress
        return {
            "replay": run.id,
            "state": run.state,
            "died": self.died,
            "from": run.window.start.isoformat(),
            "to": run.window.end.isoformat(),
            EVENT.partition_noun: run.window.partition,
            "into": run.into,
            "consumer": run.consumer,
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
        """Render it for people, in a list."""
        sent = f"{self.progress.sent:,} of {self.run.records:,} records sent"
        return f"{self.run.id}: {state(self)}, {sent}, started {self.run.started_at:{SHOWN}} UTC"

    def lines(self, environment: str) -> Iterator[str]:
        """Render it for people."""
        run, progress = self.run, self.progress
        yield f"{run.id}: {state(self)}"
        started = f"started {run.started_at:{SHOWN}} UTC, execution {run.executions}"
        yield f"  {run.window}{_target(run)}; {started}"
        yield (
            f"  {progress.sent:,} of {run.records:,} records sent, {progress.left_out:,} left out, "
            f"at most {run.rate:,} a second"
        )
        if self.died:
            yield f"  bring it on with: sluice replay resume {environment} {run.id}"


def _target(run: ReplayRun) -> str:
    if run.consumer:
        return f", to {run.consumer} alone"
    return f", into {run.into}" if run.into else ""


def state(seen: ReplayStatus) -> str:
    """Describe it in a word or three."""
    return f"dead ({seen.execution.lower()})" if seen.died else str(seen.run.state)
