"""A lake with a job whose runs end as a test says, as soon as somebody waits for them."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.glue.models import FakeJobRun, glue_backends
from moto.moto_api import state_manager

from sluice.cloud import client

LOGS = "/sluice/dev/forget_sales"


class EndedJob:
    """The job in moto, and the clients that were made to run it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.made: set[str] = set()
        self._end, self._printed = "SUCCEEDED", list[str]()
        boto3.client("glue").create_job(
            Name=name,
            Role="any",
            Command={"Name": "glueetl"},
            DefaultArguments={"--custom-logGroup-prefix": LOGS},
            ExecutionProperty={"MaxConcurrentRuns": 1},
        )
        boto3.client("logs").create_log_group(logGroupName=f"{LOGS}/output")

    @property
    def runs(self) -> Sequence[FakeJobRun]:
        """The runs as moto has them, the first one first."""
        runs: list[FakeJobRun] = glue_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].jobs[self.name].job_runs
        return runs

    @property
    def arguments(self) -> list[dict[str, Any]]:
        """What each run was given, what every run is given among it."""
        return [run.arguments or {} for run in self.runs]

    def connect(self, service: str) -> Any:
        """Make a client, as a role that is assumed for it would."""
        self.made.add(service)
        return client(service)

    def will_end(self, state: str, *figures: object) -> None:
        """Have runs end in a state, with lines that they printed before."""
        self._end, self._printed = state, [json.dumps(each) for each in figures]

    def end(self, _: float = 0) -> None:
        """End what was started."""
        for run in (each for each in self.runs if each.status in ("STARTING", "RUNNING")):
            run.status = self._end
            place = {"logGroupName": f"{LOGS}/output", "logStreamName": run.job_run_id}
            logs = boto3.client("logs")
            logs.create_log_stream(**place)
            now = time.time_ns() // 1_000_000
            lines = [{"timestamp": now, "message": each} for each in ("Spark says hello", *self._printed)]
            logs.put_log_events(**place, logEvents=lines)


@contextmanager
def job_that_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[EndedJob]:
    """Have a job, within moto, whose runs end when somebody waits for them."""
    state_manager.set_transition("glue::job_run", {"progression": "manual", "times": 1_000})
    job = EndedJob(name)
    monkeypatch.setattr(time, "sleep", job.end)
    yield job
    state_manager.unset_transition("glue::job_run")
