"""A run that a command waits for says what it did; one that ends badly, or can't be started, is one line."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from sluice.cloud import NotNow
from sluice.lake.job_run import JobNotDone, finish_job
from sluice.lake.jobs import JobRunning
from tests.sluice.lake.deployed import create_stack
from tests.sluice.lake.ended import LOGS, EndedJob, job_that_ends

NAME, OUTPUT = "forget", "ForgetSalesJob"


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Iterator[EndedJob]:
    with mock_aws(), job_that_ends(NAME, monkeypatch) as job:
        create_stack(boto3.client, {OUTPUT: NAME})
        yield job


def finish(job: EndedJob) -> object:
    return finish_job("dev", OUTPUT, {"--LIST": "forgetting/a.jsonl"}, job.connect)


def test_it_starts_the_job_that_the_stack_names_once_and_with_its_arguments(job: EndedJob) -> None:
    finish(job)

    assert [each["--LIST"] for each in job.arguments] == ["forgetting/a.jsonl"]


def test_what_the_run_printed_last_as_json_is_what_it_did(job: EndedJob) -> None:
    job.will_end("SUCCEEDED", {"listed": 1}, {"listed": 4, "files_uncommitted": 2})

    assert finish(job) == {"listed": 4, "files_uncommitted": 2}


def test_a_run_of_which_no_figure_can_be_read_did_well_all_the_same(job: EndedJob) -> None:
    assert finish(job) == {}


def test_each_state_is_said_beside_the_answer(job: EndedJob, capsys: pytest.CaptureFixture[str]) -> None:
    finish(job)

    [run] = job.runs
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [f"{run.job_run_id}: starting", f"{run.job_run_id}: succeeded"]


@pytest.mark.parametrize("state", ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"])
def test_a_run_that_ends_otherwise_is_an_error_with_the_place_of_its_log(job: EndedJob, state: str) -> None:
    job.will_end(state, {"listed": 4})

    with pytest.raises(JobNotDone) as ended:
        finish(job)

    [run] = job.runs
    assert str(ended.value).startswith(f"{state.lower()} after ")
    assert str(ended.value).endswith(f"(log {LOGS}/output, {run.job_run_id})")


def test_while_another_run_is_under_way_nothing_is_started(job: EndedJob) -> None:
    boto3.client("glue").start_job_run(JobName=NAME)

    with pytest.raises(JobRunning, match=r"^forget is starting since "):
        finish(job)

    assert len(job.runs) == 1


def test_all_of_it_is_done_by_the_clients_of_whoever_asks(job: EndedJob) -> None:
    """The break-glass role's, of a person who may do nothing of it by themselves."""
    job.will_end("SUCCEEDED", {"listed": 4})

    finish(job)

    assert job.made == {"cloudformation", "glue", "logs"}


def test_where_no_such_job_is_deployed_it_is_one_line(job: EndedJob) -> None:
    with pytest.raises(NotNow, match="OtherJob"):
        finish_job("dev", "OtherJob", {}, job.connect)

    assert not job.runs
