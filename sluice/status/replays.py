"""The replay that is under way, if one is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.replay.run import ReplayRun
from sluice.replay.runs import Progress, ReplayRuns

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class RunningReplay:
    """A replay of [start, end) by arrival, and how much of it is sent or left out so far."""

    id: str
    state: str
    start: str
    end: str
    records: int
    sent: int
    left_out: int


def list_running(dynamodb: "DynamoDBClient", table: str) -> list[RunningReplay]:
    """List the replay that has the stream's headroom, running or paused: the lock names it."""
    runs = ReplayRuns(dynamodb, table)
    active = runs.active()
    run = runs.find(active) if active else None
    return [_replay(run, runs.progress(run.id))] if run else []


def _replay(run: ReplayRun, progress: Progress) -> RunningReplay:
    return RunningReplay(
        id=run.id,
        state=run.state,
        start=run.window.start.isoformat(),
        end=run.window.end.isoformat(),
        records=run.records,
        sent=progress.sent,
        left_out=progress.left_out,
    )
