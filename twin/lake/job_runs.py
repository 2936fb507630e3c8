"""Runs of Glue jobs as the service keeps them: who may start, how a run goes on, what is tried again."""

import time
from collections.abc import Mapping
from threading import Lock
from typing import Any
from uuid import uuid4

Document = dict[str, Any]

OPEN = {"STARTING", "RUNNING"}
COPIED = ("ExecutionClass", "GlueVersion", "NumberOfWorkers", "Timeout", "WorkerType")
TOLD = ("JobRunState", "ErrorMessage")


class JobRunRefused(Exception):
    """A call of the service that it answers with an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class JobRuns:
    """The runs of every job, the newest first; whoever runs them tells how they go."""

    def __init__(self, jobs: Mapping[str, Document], runs: Mapping[str, list[Document]]) -> None:
        self._jobs = jobs
        self._runs = runs
        self._lock = Lock()

    def start(self, asked: Document) -> Document:
        """Start a run, as https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html has it.

        Raises JobRunRefused.
        """
        job = self._job(asked.get("JobName", ""))
        with self._lock:
            self._require_room(job)
            run = _run(job, f"jr_{uuid4().hex}", asked.get("Arguments", {}))
            self._runs[job["Name"]].insert(0, run)
        return {"JobRunId": run["Id"]}

    def settle(self, told: Document) -> Document:
        """Note how a run goes on; one that was stopped stays stopped, one that failed may start again."""
        job = self._job(told["JobName"])
        runs = self._runs[job["Name"]]
        with self._lock:
            run = next(run for run in runs if run["Id"] == told["RunId"])
            if run["JobRunState"] in OPEN:
                run.update(_progress(run, told))
                if run["JobRunState"] == "FAILED" and run["Attempt"] < job["MaxRetries"]:
                    runs.insert(0, _next_attempt(job, run))
        return {}

    def _job(self, name: str) -> Document:
        if (job := self._jobs.get(name)) is None:
            raise JobRunRefused(
                "EntityNotFoundException", f"Failed to start job run due to missing metadata: {name}"
            )
        return job

    def _require_room(self, job: Document) -> None:
        """https://docs.aws.amazon.com/glue/latest/webapi/API_ExecutionProperty.html."""
        running = sum(run["JobRunState"] in OPEN for run in self._runs[job["Name"]])
        if running >= job["ExecutionProperty"]["MaxConcurrentRuns"]:
            raise JobRunRefused(
                "ConcurrentRunsExceededException", f"Concurrent runs exceeded for {job['Name']}"
            )


def _run(job: Document, run_id: str, arguments: Document) -> Document:
    """What of a run is known at its start: https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html."""
    now = int(time.time())
    return {
        "Id": run_id,
        "JobName": job["Name"],
        "JobRunState": "STARTING",
        "Attempt": 0,
        "Arguments": arguments,
        "ExecutionTime": 0,
        "StartedOn": now,
        "LastModifiedOn": now,
        **{setting: job[setting] for setting in COPIED},
    }


def _progress(run: Document, told: Document) -> Document:
    now = int(time.time())
    known = {name: told[name] for name in TOLD if name in told} | {"LastModifiedOn": now}
    if told["JobRunState"] in OPEN:
        return known
    return known | {"CompletedOn": now, "ExecutionTime": now - run["StartedOn"]}


def _next_attempt(job: Document, failed: Document) -> Document:
    """A run that fails is started again, one that takes too long isn't.

    https://docs.aws.amazon.com/glue/latest/dg/add-job.html
    """
    attempt, first = failed["Attempt"] + 1, failed["Id"].partition("_attempt_")[0]
    run = _run(job, f"{first}_attempt_{attempt}", failed["Arguments"])
    return run | {"Attempt": attempt, "PreviousRunId": failed["Id"]}
