"""Against moto's Glue, whose runs change their state with every look."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.glue.models import FakeJobRun, glue_backends
from moto.moto_api import state_manager

from sluice.lake.jobs import GlueJob, JobRunning

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient

NAME = "curate"


@pytest.fixture(autouse=True)
def cloud() -> Iterator[None]:
    """Runs stay in a state for two looks."""
    with mock_aws():
        state_manager.set_transition("glue::job_run", {"progression": "manual", "times": 2})
        yield
        state_manager.unset_transition("glue::job_run")


def created(retries: int = 0, at_once: int = 1, **arguments: str) -> GlueJob:
    glue: GlueClient = boto3.client("glue")
    glue.create_job(
        Name=NAME,
        Role="any",
        Command={"Name": "glueetl"},
        DefaultArguments={f"--{name}": value for name, value in arguments.items()},
        ExecutionProperty={"MaxConcurrentRuns": at_once},
        MaxRetries=retries,
    )
    return GlueJob(glue, NAME, longest_pause=0)


def known(run_id: str) -> FakeJobRun:
    """The run as moto keeps it."""
    runs: list[FakeJobRun] = glue_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].jobs[NAME].job_runs
    return next(run for run in runs if run.job_run_id == run_id)


def fail(run_id: str, state: str = "FAILED") -> None:
    known(run_id).status = state


def next_attempt(run_id: str) -> str:
    """What Glue does with a failed run."""
    return boto3.client("glue").start_job_run(JobName=NAME, JobRunId=run_id)["JobRunId"]


def test_hands_the_arguments_of_a_run_on_beside_those_of_the_job() -> None:
    job = created(DATABASE="lake")

    run_id = job.start({"--FROM": "2017-12-22T00"})

    given = boto3.client("glue").get_job_run(JobName=NAME, RunId=run_id)["JobRun"]["Arguments"]
    assert given == {"--DATABASE": "lake", "--FROM": "2017-12-22T00"}


def test_watches_a_run_from_state_to_state_until_its_end() -> None:
    job = created()

    seen = list(job.watch(job.start({})))

    assert [run.state for run in seen] == ["STARTING", "RUNNING", "SUCCEEDED"]
    assert [run.has_ended for run in seen] == [False, False, True]
    assert seen[-1].is_done


@pytest.mark.parametrize("state", ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"])
def test_every_other_end_is_an_end_too(state: str) -> None:
    job = created()
    run_id = job.start({})
    fail(run_id, state)

    [run] = job.watch(run_id)

    assert (run.state, run.has_ended, run.is_done) == (state, True, False)


def test_says_which_run_is_under_way_and_since_when() -> None:
    job = created()
    run_id = job.start({})
    since = known(run_id).started_on

    with pytest.raises(JobRunning) as refused:
        job.start({})

    assert str(refused.value) == f"curate is starting since {since:%Y-%m-%d %H:%M} UTC: {run_id}"


def test_passes_over_runs_that_have_ended_when_it_names_the_one_under_way() -> None:
    job = created()
    fail(job.start({}))
    run_id = job.start({})

    with pytest.raises(JobRunning, match=run_id):
        job.start({})


def test_follows_a_failed_run_to_its_next_attempt() -> None:
    job = created(retries=1)
    first = job.start({})
    fail(first)
    second = next_attempt(first)

    seen = list(job.watch(first))

    assert [(run.id, run.state) for run in seen] == [
        (first, "FAILED"),
        (second, "RUNNING"),
        (second, "SUCCEEDED"),
    ]


def test_ends_with_a_failed_run_when_no_attempt_follows() -> None:
    job = created(retries=1)
    run_id = job.start({})
    fail(run_id)

    assert [run.state for run in job.watch(run_id)] == ["FAILED"]


def test_follows_no_run_that_somebody_started_after_it() -> None:
    job = created(retries=1)
    first = job.start({})
    fail(first)
    job.start({})

    assert [run.id for run in job.watch(first)] == [first]


@pytest.mark.parametrize(("state", "retries"), [("FAILED", 0), ("TIMEOUT", 1), ("STOPPED", 1)])
def test_looks_for_no_attempt_that_glue_does_not_make(state: str, retries: int) -> None:
    """Glue tries what failed again: https://docs.aws.amazon.com/glue/latest/dg/add-job.html."""
    job = created(retries=retries)
    first = job.start({})
    fail(first, state)
    next_attempt(first)

    assert [run.id for run in job.watch(first)] == [first]


def test_knows_the_log_groups_that_glue_names_if_the_job_has_none() -> None:
    assert created().logs == "/aws-glue/jobs"
