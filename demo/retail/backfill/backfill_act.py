"""The act: history is uploaded, brought in beside live sales by the deployed job, applied by a rebuild."""

import io
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any

import pyarrow.parquet as pq

from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.recovery.operator import Operator
from demo.retail.backfill.backfill_outcome import BackfillOutcome
from demo.retail.backfill.differences import history_differences
from demo.retail.backfill.history_table import table_of
from demo.retail.backfill.reclaimer import Reclaimer, count_notes
from demo.retail.close_run import LakeJobs
from domain.scenario.baskets import FIRST_DAY, LAST_DAY, BasketLine, build_message, read_lines
from jobs.backfill.chunks import cut_row_groups
from jobs.backfill.history import HistoryFile
from twin.deploy import Twin
from twin.errors import TwinError
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
class BackfillEnd:
    """How the job ended."""

    kills: int
    attempts: int
    seconds: float


class BackfillAct(Act):
    """A week before the first day that is played, of some stores; the job runs while others send."""

    name = "backfill"
    needs = frozenset({"Backfill", "Replay"})
    builds_on = frozenset({"close"})
    outcome: BackfillOutcome
    _baskets: Sequence[Sequence[BasketLine]]
    _ended: BackfillEnd

    def obstacle(self, first_day: date) -> str:
        """Say so if the data has no such week."""
        there = FIRST_DAY + timedelta(days=DAYS) <= first_day <= LAST_DAY
        return "" if there else f"the data has no week before {first_day}"

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return (
            Phase(
                name="history",
                title="Applying a week of history to the ledgers",
                at=RunStage.REDRIVE,
                perform=self._apply,
            ),
            Phase(
                name="backfill",
                title="Comparing the history with what is there",
                at=RunStage.EXAMINE,
                perform=self._compare,
            ),
        )

    @contextmanager
    def beside(self, run: DemoRun) -> Iterator[None]:
        """Upload the history, and run the job until the context ends; raises BackfillFailed."""
        self._baskets = read_history(run.first_day)
        with ThreadPoolExecutor(1) as pool:
            running: Future[BackfillEnd] = pool.submit(self._bring_in, run)
            yield
            self._ended = running.result()

    def _apply(self, run: DemoRun) -> None:
        """Let a rebuild find what the ledgers lack, and swap it in, as an operator would."""
        holder = policy_holder(run.twin.app, "LookPolicyArn", "MendPolicyArn")
        operator = Operator(run.twin.emulator.environment_of(holder), run.twin.environment)
        for words in (("--into", GENERATION), ("--into", GENERATION, "--swap", "--yes")):
            operator.type("rebuild", *words, codes=FOUND)
        run.running.settle()
        run.brought_in += [build_message(list(lines)) for lines in self._baskets]

    def _compare(self, run: DemoRun) -> None:
        """Hold raw, the tables and the ledgers against the history itself."""
        lake, end = LakeJobs(run.twin).lake, self._ended
        found = history_differences(run.twin.emulator, run.deployment, lake, run.brought_in)
        self.outcome = BackfillOutcome(len(run.brought_in), end.kills, end.attempts, end.seconds, list(found))

    def _bring_in(self, run: DemoRun) -> BackfillEnd:
        began = time.perf_counter()
        notes = 2 * sum(_upload(run, *each) for each in self._files())
        [definition] = run.twin.app.resources(JOB)
        job = JobRun(run.twin, definition, _submission(run.twin), self.options.workspace / "backfill")
        noted = partial(count_notes, run.twin.emulator.client("s3"), run.deployment.raw)
        reclaimer = Reclaimer(job, noted, notes, KILLS, self.options.seed)
        if job.run(reclaimer.look) is not JobState.SUCCEEDED:
            raise BackfillFailed(f"A job of the backfill failed: {job.last_words()}")
        attempts = sum(child.attempt for child in job.children)
        return BackfillEnd(reclaimer.kills, attempts, time.perf_counter() - began)

    def _files(self) -> Iterator[tuple[str, list[BasketLine]]]:
        for day, baskets in groupby(self._baskets, lambda lines: lines[0].transaction_timestamp.date()):
            yield f"history/day={day}/sales.parquet", [line for lines in baskets for line in lines]


def _submission(twin: Twin) -> dict[str, Any]:
    """Return the nightly call, at any hour, and in chunks so small that a kill meets every point."""
    schedules = (one.properties["Target"] for one in twin.app.resources(SCHEDULE))
    [called] = [json.loads(each["Input"]) for each in schedules if each["Arn"].endswith(SUBMITS)]
    changed = {
        "OFF_PEAK_HOURS": "00-00",
        "CHUNK_EVENTS": str(EVENTS_A_PART),
        "CHUNK_ROWS": str(ROWS_A_CHUNK),
    }
    overrides = [{"Name": name, "Value": value} for name, value in changed.items()]
    return {**called, "ContainerOverrides": {"Environment": overrides}}


def _upload(run: DemoRun, key: str, lines: Sequence[BasketLine]) -> int:
    """Upload the lines of a day as Parquet, and return how many chunks they make."""
    body, table = io.BytesIO(), table_of(lines)
    pq.write_table(table, body, row_group_size=ROWS_A_GROUP)
    bucket = run.twin.app.output("LandingBucket")
    run.twin.emulator.client("s3").put_object(Bucket=bucket, Key=key, Body=body.getvalue())
    heights = [min(ROWS_A_GROUP, len(lines) - at) for at in range(0, len(lines), ROWS_A_GROUP)]
    file = HistoryFile(bucket=bucket, key=key, etag="", size=0)
    return len(list(cut_row_groups(file, heights, ROWS_A_CHUNK)))


def read_history(before: date) -> list[list[BasketLine]]:
    """Return the baskets of a week before a day, of some stores."""
    lines = read_lines(before - timedelta(days=DAYS), before - timedelta(days=1))
    baskets = (list(each) for _, each in groupby(lines, lambda line: line.basket_id))
    return [each for each in baskets if each[0].store_id % SHARE == 0]
