"""Glue's jobs in a real emulator, and nobody who runs them."""

import time
from typing import Any

import pytest
from ministack.services import eventbridge

from tests.twin.lake.deployed_job import ROLE, eventually, stack
from twin.emulator import Emulator
from twin.errors import EmulatorRefused, NotInstalled
from twin.lake import glue_service
from twin.lake.glue_service import settle

JOB = {
    "Command": {"Name": "glueetl", "ScriptLocation": "s3://nowhere/script.py"},
    "ExecutionClass": "FLEX",
    "ExecutionProperty": {"MaxConcurrentRuns": 2},
    "NumberOfWorkers": 3,
    "Role": ROLE,
    "WorkerType": "G.1X",
}


def nightly(schedule: str) -> dict[str, Any]:
    """A schedule that starts the stack's job; it calls Glue itself, as CDK's universal target does."""
    call = {"Fn::Sub": '{"JobName": "${Job}", "Arguments": {"--TO": "schedule"}}'}
    target = {"Arn": "arn:aws:scheduler:::aws-sdk:glue:startJobRun", "RoleArn": ROLE, "Input": call}
    properties = {"FlexibleTimeWindow": {"Mode": "OFF"}, "ScheduleExpression": schedule, "Target": target}
    return {"Type": "AWS::Scheduler::Schedule", "Properties": properties}


def test_a_run_goes_on_only_as_it_is_told(emulator: Emulator) -> None:
    glue, job = emulator.client("glue"), stack(emulator, JOB)
    run_id = glue.start_job_run(JobName=job)["JobRunId"]

    time.sleep(0.5)  # MiniStack itself would be done by now
    waiting = glue.get_job_run(JobName=job, RunId=run_id)["JobRun"]
    settle(emulator.endpoint, {"JobName": job, "RunId": run_id, "JobRunState": "SUCCEEDED"})

    assert waiting["JobRunState"] == "STARTING"
    assert (waiting["WorkerType"], waiting["NumberOfWorkers"], waiting["ExecutionClass"]) == (
        "G.1X",
        3,
        "FLEX",
    )
    assert glue.get_job_run(JobName=job, RunId=run_id)["JobRun"]["JobRunState"] == "SUCCEEDED"


def test_as_many_runs_at_once_as_the_template_allows(emulator: Emulator) -> None:
    glue, job = emulator.client("glue"), stack(emulator, JOB)

    for _ in range(2):
        glue.start_job_run(JobName=job)

    with pytest.raises(glue.exceptions.ConcurrentRunsExceededException):
        glue.start_job_run(JobName=job)
    assert glue.get_job(JobName=job)["Job"]["ExecutionProperty"] == {"MaxConcurrentRuns": 2}


def test_one_run_at_once_of_a_job_that_says_nothing_of_it(emulator: Emulator) -> None:
    glue = emulator.client("glue")
    glue.create_job(Name="plain", Role=ROLE, Command={"Name": "glueetl"})
    glue.start_job_run(JobName="plain")

    with pytest.raises(glue.exceptions.ConcurrentRunsExceededException):
        glue.start_job_run(JobName="plain")


def test_a_run_of_no_job_is_refused_as_glue_does(emulator: Emulator) -> None:
    glue = emulator.client("glue")

    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.start_job_run(JobName="missing")


def test_a_schedule_starts_the_job(emulator: Emulator) -> None:
    job = stack(emulator, JOB, Nightly=nightly("at(2020-01-01T00:00:00)"))

    runs = eventually(lambda: emulator.client("glue").get_job_runs(JobName=job)["JobRuns"])

    assert [run["Arguments"] for run in runs] == [{"--TO": "schedule"}]


def test_says_so_if_the_emulator_knows_nothing_of_a_run(emulator: Emulator) -> None:
    with pytest.raises(EmulatorRefused, match="jr_missing"):
        settle(emulator.endpoint, {"JobName": "missing", "RunId": "jr_missing", "JobRunState": "FAILED"})


def test_refuses_to_run_beside_what_it_cannot_replace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(eventbridge, "_invoke_target")

    with pytest.raises(NotInstalled, match="_invoke_target"):
        glue_service.install()
