"""Runs of a deployed Glue job."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_glue.type_defs import JobTypeDef

DONE, FAILED = "SUCCEEDED", "FAILED"
# https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
ENDED = {DONE, FAILED, "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"}
LONGEST_PAUSE = 15.0
# AWS doesn't say how soon after a failed run its next attempt is there.
LOOKS_FOR_AN_ATTEMPT = 4


class JobRunning(NotNow):
    """The job runs already, and runs once at a time."""


class RunUnobservable(NotNow):
    """A run that was started, and can't be looked at; it goes on."""


@dataclass(frozen=True)
class GlueRun:
    """A run as it was at a look."""

    id: str
    state: str
    attempt: int
    seconds: int
    message: str

    @property
    def has_ended(self) -> bool:
        """Whether its state is the last one."""
        return self.state in ENDED

    @property
    def is_done(self) -> bool:
        """Whether it ended well."""
        return self.state == DONE


class GlueJob:
    """A job by its deployed name. Errors of AWS come out as botocore raises them."""

    def __init__(self, glue: "GlueClient", name: str, *, longest_pause: float = LONGEST_PAUSE) -> None:
        self._glue = glue
        self.name = name
        self._longest_pause = longest_pause

    @property
    def logs(self) -> str:
        """The beginning of the names of its log groups.

        https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
        """
        return self._definition.get("DefaultArguments", {}).get("--custom-logGroup-prefix", "/aws-glue/jobs")

    def start(self, arguments: Mapping[str, str]) -> str:
        """Start a run and return its id; raises JobRunning."""
        try:
            return self._glue.start_job_run(JobName=self.name, Arguments=arguments)["JobRunId"]
        except self._glue.exceptions.ConcurrentRunsExceededException as error:
            raise JobRunning(self._under_way()) from error

    def watch(self, run_id: str) -> Iterator[GlueRun]:
        """Yield the run whenever its state has changed, at last as it ended; raises RunUnobservable.

        A failed run may have a next attempt, which is a run of its own: that one follows.
        """
        try:
            yield from self._attempts(run_id)
        except (ClientError, BotoCoreError) as error:
            raise RunUnobservable(f"{run_id} goes on, but can't be looked at: {error}") from error

    @cached_property
    def _definition(self) -> "JobTypeDef":
        return self._glue.get_job(JobName=self.name)["Job"]

    def _under_way(self) -> str:
        for run in self._glue.get_job_runs(JobName=self.name)["JobRuns"]:
            if (state := run["JobRunState"]) not in ENDED:
                since = run["StartedOn"].astimezone(UTC)
                return f"{self.name} is {state.lower()} since {since:%Y-%m-%d %H:%M} UTC: {run['Id']}"
        return f"{self.name} ran until just now: try again"

    def _attempts(self, run_id: str) -> Iterator[GlueRun]:
        run = self._look(run_id)
        yield run
        for pause in self._pauses():
            if run.has_ended:
                break
            time.sleep(pause)
            before, run = run, self._look(run_id)
            if run.state != before.state:
                yield run
        if attempt := self._next_attempt(run):
            yield from self._attempts(attempt)

    def _look(self, run_id: str) -> GlueRun:
        found = self._glue.get_job_run(JobName=self.name, RunId=run_id)["JobRun"]
        return GlueRun(
            id=run_id,
            state=found["JobRunState"],
            attempt=found.get("Attempt", 0),
            seconds=found.get("ExecutionTime", 0),
            message=found.get("ErrorMessage", ""),
        )

    def _next_attempt(self, run: GlueRun) -> str | None:
        if run.state != FAILED or run.attempt >= self._definition.get("MaxRetries", 0):
            return None
        for pause in islice(self._pauses(), LOOKS_FOR_AN_ATTEMPT):
            time.sleep(pause)
            for each in self._glue.get_job_runs(JobName=self.name)["JobRuns"]:
                if each.get("PreviousRunId") == run.id:
                    return each["Id"]
        return None

    def _pauses(self) -> Iterator[float]:
        pause = 1.0
        while True:
            yield min(pause, self._longest_pause)
            pause = min(2 * pause, self._longest_pause)
