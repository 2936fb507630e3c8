"""The act: history is uploaded, brought in beside live sales by the deployed job, applied by a rebuild."""

import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from demo.backfill.backfill_result import BackfillResult
from demo.backfill.differences import history_differences
from demo.backfill.history_table import table_of
from demo.backfill.reclaimer import Reclaimer, count_notes
from demo.baskets import FIRST_DAY, LAST_DAY, Bought, bought, message
from demo.deployment import Deployment
from demo.message import Message
from demo.recovery.operator import Operator
from jobs.backfill.chunks import cut_row_groups
from jobs.backfill.history import HistoryFile
from twin.assembly import Resource
from twin.deploy import Twin
from twin.errors import TwinError
from twin.lake.duck import DuckLake
from twin.permissions.holders import policy_holder
from twin.semantics.batch import JobState
from twin.services.batch_jobs import JobRun

JOB, SCHEDULE = "AWS::Batch::JobDefinition", "AWS::Scheduler::Schedule"
SUBMITS = ":aws-sdk:batch:submitJob"
DAYS = 7
SHARE = 8
"""One store in so many has a history: the whole chain's week would take longer than the act may."""
ROWS_A_GROUP, ROWS_A_CHUNK, EVENTS_A_PART = 100, 200, 20
KILLS = 10
GENERATION = "history"
FOUND = frozenset({0, 1})
"""Exit codes of a rebuild that has compared: the history is what the live ledgers lack."""


class BackfillFailed(TwinError):
    """The job came to another end than it must here."""


@dataclass(frozen=True)
class BroughtIn:
    """How the job ended."""

    kills: int
    attempts: int
    seconds: float


@dataclass(frozen=True)
class BackfillAct:
    """A week before the first day that is played, of some stores; the job runs while others play."""

    twin: Twin
    deployment: Deployment
    first_day: date
    seed: int
    workspace: Path
    _ran: list[BroughtIn] = field(default_factory=list)

    @cached_property
    def messages(self) -> Sequence[Message]:
        """Return the sales of the history."""
        return [message(lines) for lines in self._baskets]

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Upload the history, and run the job until the context ends; raises BackfillFailed."""
        with ThreadPoolExecutor(1) as pool:
            running: Future[BroughtIn] = pool.submit(self._bring_in)
            yield
            self._ran.append(running.result())

    def apply(self, settle: Callable[[], object]) -> None:
        """Let a rebuild find what the ledgers lack, and mend them as an operator would."""
        self._operator("--into", GENERATION)
        self._operator("--into", GENERATION, "--swap", "--yes")
        settle()

    def result(self, lake: DuckLake) -> BackfillResult:
        """Hold raw, the tables and the ledgers against the history itself."""
        [ran] = self._ran
        found = history_differences(self.twin.emulator, self.deployment, lake, self.messages)
        return BackfillResult(len(self.messages), ran.kills, ran.attempts, ran.seconds, list(found))

    def _bring_in(self) -> BroughtIn:
        began = time.perf_counter()
        notes = 2 * sum(self._upload(*each) for each in self._files())
        [definition] = self.twin.app.resources(JOB)
        run = JobRun(self.twin, definition, self._submission(), self.workspace / "backfill")
        noted = partial(count_notes, self.twin.emulator.client("s3"), self.deployment.raw)
        reclaimer = Reclaimer(run, noted, notes, KILLS, self.seed)
        if run.run(reclaimer.look) is not JobState.SUCCEEDED:
            raise BackfillFailed(f"A job of the backfill failed: {run.last_words()}")
        attempts = sum(child.attempt for child in run.children)
        return BroughtIn(reclaimer.kills, attempts, time.perf_counter() - began)

    def _submission(self) -> dict[str, Any]:
        """Return the nightly call, at any hour, and in chunks so small that a kill meets every point."""
        schedules = (one.properties["Target"] for one in self.twin.app.resources(SCHEDULE))
        [called] = [json.loads(each["Input"]) for each in schedules if each["Arn"].endswith(SUBMITS)]
        changed = {
            "OFF_PEAK_HOURS": "00-00",
            "CHUNK_EVENTS": str(EVENTS_A_PART),
            "CHUNK_ROWS": str(ROWS_A_CHUNK),
        }
        overrides = [{"Name": name, "Value": value} for name, value in changed.items()]
        return {**called, "ContainerOverrides": {"Environment": overrides}}

    def _files(self) -> Iterator[tuple[str, list[Bought]]]:
        for day, baskets in groupby(self._baskets, lambda lines: lines[0].transaction_timestamp.date()):
            yield f"history/day={day}/sales.parquet", [line for lines in baskets for line in lines]

    def _upload(self, key: str, lines: Sequence[Bought]) -> int:
        """Upload the lines of a day as Parquet, and return how many chunks they make."""
        body, table = io.BytesIO(), table_of(lines)
        pq.write_table(table, body, row_group_size=ROWS_A_GROUP)
        bucket = self.twin.app.output("LandingBucket")
        self.twin.emulator.client("s3").put_object(Bucket=bucket, Key=key, Body=body.getvalue())
        heights = [min(ROWS_A_GROUP, len(lines) - at) for at in range(0, len(lines), ROWS_A_GROUP)]
        file = HistoryFile(bucket=bucket, key=key, etag="", size=0)
        return len(list(cut_row_groups(file, heights, ROWS_A_CHUNK)))

    @cached_property
    def _baskets(self) -> list[list[Bought]]:
        first = self.first_day - timedelta(days=DAYS)
        found = groupby(bought(first, self.first_day - timedelta(days=1)), lambda line: line.basket_id)
        baskets = (list(lines) for _, lines in found)
        return [lines for lines in baskets if lines[0].store_id % SHARE == 0]

    def _operator(self, *words: str) -> None:
        somebody = policy_holder(self.twin.app, "LookPolicyArn", "MendPolicyArn")
        operator = Operator(self.twin.emulator.environment_of(somebody))
        operator.types("rebuild", self.twin.environment, *words, codes=FOUND)


def backfill_act(
    twin: Twin, deployment: Deployment, first_day: date, seed: int, workspace: Path
) -> BackfillAct | None:
    """Return the act, or nothing where the template has no such job or the data no such week."""
    jobs: Sequence[Resource] = twin.app.resources(JOB)
    if not jobs or not FIRST_DAY + timedelta(days=DAYS) <= first_day <= LAST_DAY:
        return None
    return BackfillAct(twin, deployment, first_day, seed, workspace)
