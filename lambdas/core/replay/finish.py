"""The step behind each part: adds up what was done, hands out the next part, and ends the replay."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec.structs import replace

from lambdas.core.replay.checkpoint import Checkpoints
from lambdas.core.replay.progress import Parts, ReplayProgress
from lambdas.core.replay.run import OVER, ReplayHeader, Replays, State

REPLACED = "replaced"
"""Of an execution whose replay was resumed by another one."""


def utc_now() -> datetime:
    """Return the time by the wall clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class ReplayFinisher:
    """Decides by the run and the tables alone, so that a step that died can be taken again."""

    replays: Replays
    checkpoints: Checkpoints
    parts: Parts
    now: Callable[[], datetime] = utc_now

    def finish(self, run: ReplayProgress) -> ReplayProgress:
        """Return the progress with its next part, or done."""
        run = self._add_part(run) if run.file else run
        header = self.replays.header(run.replay)
        if header.executions != run.execution:
            return replace(run, done=True, state=REPLACED)
        if header.state is State.RUNNING and run.part < run.parts:
            return replace(run, part=run.part + 1, file=run.name(run.part))
        return replace(run, done=True, state=self._end(header, run))

    def _add_part(self, run: ReplayProgress) -> ReplayProgress:
        at = self.checkpoints.of(run.replay, self.parts.read(run.file))
        return replace(
            run,
            sent=run.sent + sum(each.sent for each in at),
            left_out=run.left_out + sum(each.left_out for each in at),
            undone=run.undone + sum(not each.done for each in at),
        )

    def _end(self, header: ReplayHeader, run: ReplayProgress) -> State:
        """A paused replay keeps its lock, and what it has still to do."""
        state = header.state
        if state is State.RUNNING:
            state = State.INCOMPLETE if run.undone else State.DONE
        self.replays.end(header, state, self.now(), sent=run.sent, left_out=run.left_out)
        if state in OVER:
            self.replays.unlock(run.replay)
        return state
