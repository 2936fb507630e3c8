"""Runs the deployed Glue jobs whenever one is started, by a program, a schedule or the command line."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from twin.deploy import Twin
from twin.emulator import Emulator
from twin.lake.glue_service import settle
from twin.lake.job_runs import OPEN
from twin.lake.runners import Runner, Running
from twin.lake.scripts import failure, fetched
from twin.permissions.authorizer import Principal
from twin.plane.mover import Mover
from twin.services.permissions import register

if TYPE_CHECKING:
    from types_boto3_glue.type_defs import JobRunTypeDef

MOMENT = 0.2


@dataclass(frozen=True)
class EndedRun:
    """A run that has ended. The workers are what the job asks for: here a run has this machine."""

    job: str
    run_id: str
    state: str
    error: str
    seconds: float
    worker_type: str
    workers: int
    log: Path


@dataclass(frozen=True)
class _Open:
    running: Running
    log: Path
    began: float


Observer = Callable[[EndedRun], object]


class GlueRuns:
    """Looks for runs that were started, runs each in a process of its own, and tells Glue how it went."""

    def __init__(
        self,
        emulator: Emulator,
        jobs: Sequence[str],
        runner: Runner,
        directory: Path,
        observe: Observer = lambda _: None,
    ) -> None:
        self._emulator = emulator
        self._glue = emulator.client("glue")
        self._jobs = jobs
        self._runner = runner
        self._directory = directory
        self._observe = observe
        self._open: dict[str, _Open] = {}
        self._rested_at = 0.0

    def discover(self) -> None:
        """Do nothing: each turn finds what was started before it."""

    def turn(self) -> None:
        """Start what waits, end what has ended, then wait a moment."""
        began = time.time()
        runs = [
            run for job in self._jobs for run in reversed(self._glue.get_job_runs(JobName=job)["JobRuns"])
        ]
        for run in runs:
            self._attend(run)
        if not any(run["JobRunState"] in OPEN for run in runs):
            self._rested_at = began
        time.sleep(MOMENT)

    def rested_at(self) -> float:
        """Return the latest time at which no run was open."""
        return self._rested_at

    def kill(self) -> None:
        """End every process; Glue isn't told."""
        for each in self._open.values():
            each.running.kill()

    def _attend(self, run: "JobRunTypeDef") -> None:
        if run["JobRunState"] == "STARTING":
            self._start(run)
        elif run["Id"] in self._open:
            self._look_after(run, self._open[run["Id"]])

    def _start(self, run: "JobRunTypeDef") -> None:
        job = self._glue.get_job(JobName=run["JobName"])["Job"]
        role = Principal.role(job["Role"])
        key = register(self._emulator.endpoint, role)
        try:
            script = fetched(self._emulator.client("s3", role), job, run, self._directory / run["Id"], key)
        except ClientError as missing:
            self._tell(run, "FAILED", str(missing))
            return
        self._open[run["Id"]] = _Open(self._runner(script), script.log, time.time())
        self._tell(run, "RUNNING")

    def _look_after(self, run: "JobRunTypeDef", open_: _Open) -> None:
        state = self._state(run, open_)
        if state in OPEN:
            return
        open_.running.kill()
        error = failure(open_.log) if state == "FAILED" else ""
        del self._open[run["Id"]]
        self._observe(_ran(run, open_, state, error))
        self._tell(run, state, error)

    def _state(self, run: "JobRunTypeDef", open_: _Open) -> str:
        """STOPPED is what somebody told Glue."""
        if run["JobRunState"] not in OPEN:
            return run["JobRunState"]
        if (code := open_.running.poll()) is not None:
            return "FAILED" if code else "SUCCEEDED"
        return "RUNNING" if time.time() < open_.began + 60 * run["Timeout"] else "TIMEOUT"

    def _tell(self, run: "JobRunTypeDef", state: str, error: str = "") -> None:
        told = {"JobName": run["JobName"], "RunId": run["Id"], "JobRunState": state, "ErrorMessage": error}
        settle(self._emulator.endpoint, told)


@contextmanager
def glue_runs(
    twin: Twin, runner: Runner, directory: Path, observe: Observer = lambda _: None
) -> Iterator[Mover]:
    """Run what is started of the deployed jobs, until the context ends; the mover says if that has failed."""
    jobs = [job.physical_id for job in twin.app.resources("AWS::Glue::Job")]
    runs = GlueRuns(twin.emulator, jobs, runner, directory, observe)
    mover = Mover("glue", runs)
    mover.start()
    try:
        yield mover
    finally:
        mover.stop()
        runs.kill()


def _ran(run: "JobRunTypeDef", open_: _Open, state: str, error: str) -> EndedRun:
    seconds = time.time() - open_.began
    workers = run["WorkerType"], run["NumberOfWorkers"]
    return EndedRun(run["JobName"], run["Id"], state, error, seconds, *workers, open_.log)
