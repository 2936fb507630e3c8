"""Scripts of jobs in a real emulator, run by DuckDB's runner in processes of their own."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.twin.lake.deployed_job import ROLE, DeployedJob, eventually
from twin.emulator import Emulator
from twin.loopback import environment
from twin.permissions.authorizer import Principal
from twin.services.permissions import register

WRITES = """
import json, os, sys
import boto3
import jobs
from jobs.engine import spark
said = {
    "jobs": jobs.__file__,
    "words": sys.argv[1:],
    "aws": {name: value for name, value in os.environ.items() if name.startswith("AWS_")},
    "rows": spark("DATABASE").rows("SELECT count(*) AS sales FROM sales"),
}
boto3.client("s3").put_object(Bucket="BUCKET", Key="said", Body=json.dumps(said))
print("wrote it")
"""
SLEEPS = "import time\nprint('began', flush=True)\ntime.sleep(600)\n"

Deploy = Callable[..., DeployedJob]


@pytest.fixture
def deploy(emulator: Emulator, database: str, tmp_path: Path) -> Deploy:
    """Deploys a job of this script."""
    return partial(DeployedJob, emulator, database, tmp_path)


def test_runs_the_deployed_script_with_its_own_libraries(deploy: Deploy) -> None:
    job = deploy(WRITES)

    with job.running():
        run_id = job.start(**{"--TO": "run"})
        run = job.ended(run_id)

    said = json.load(job.s3.get_object(Bucket=job.place, Key="said")["Body"])
    own = ["--FROM", "job", "--JOB_NAME", job.name, "--JOB_RUN_ID", run_id, "--TO", "run"]
    assert run["JobRunState"] == "SUCCEEDED"
    assert said["jobs"].endswith("libraries.zip/jobs/__init__.py")
    assert said["words"][-len(own) :] == own
    assert said["rows"] == [{"sales": 0}]


def test_a_script_finds_no_aws_but_the_emulator_and_calls_it_in_its_jobs_role(deploy: Deploy) -> None:
    job = deploy(WRITES)

    with job.running():
        job.ended(job.start())

    said = json.load(job.s3.get_object(Bucket=job.place, Key="said")["Body"])
    key = register(job.emulator.endpoint, Principal.role(ROLE))
    given = environment(job.emulator.endpoint, key).items()
    assert said["aws"] == {name: value for name, value in given if name.startswith("AWS_")}


def test_tells_what_ran_and_where_it_said_something(deploy: Deploy) -> None:
    job = deploy(WRITES)

    with job.running():
        job.ended(job.start())

    [ran] = job.ran
    assert (ran.job, ran.state, ran.worker_type, ran.workers) == (job.name, "SUCCEEDED", "G.1X", 3)
    assert ran.log.read_text() == "wrote it\n"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("raise ValueError('no day')", "ValueError: no day"),
        ("import sys\nsys.exit('3 faults block the close')", "3 faults block the close"),
    ],
)
def test_a_script_that_fails_fails_the_run_and_the_next_attempt(
    deploy: Deploy, script: str, told: str
) -> None:
    job = deploy(script, MaxRetries=1)

    with job.running():
        run_id = job.start()
        runs = [job.ended(run_id), job.ended(f"{run_id}_attempt_1")]

    assert [(run["JobRunState"], run["ErrorMessage"]) for run in runs] == [("FAILED", told)] * 2
    assert [ran.error for ran in job.ran] == [told] * 2


def test_a_script_that_is_not_there_fails_the_run(deploy: Deploy) -> None:
    job = deploy("")
    job.s3.delete_object(Bucket=job.place, Key="code/script.py")

    with job.running():
        run = job.ended(job.start())

    assert run["JobRunState"] == "FAILED"
    assert "404" in run["ErrorMessage"]


def test_a_run_that_is_stopped_dies_on_the_spot(deploy: Deploy) -> None:
    """FAULTS 34."""
    job = deploy(SLEEPS)

    with job.running():
        run_id = job.start()
        eventually(lambda: job.log(run_id))
        job.glue.batch_stop_job_run(JobName=job.name, JobRunIds=[run_id])
        [ran] = eventually(lambda: job.ran)

    assert ran.state == job.run(run_id)["JobRunState"] == "STOPPED"


def test_a_run_that_takes_longer_than_the_job_allows_is_ended_for_good(deploy: Deploy) -> None:
    job = deploy(SLEEPS, Timeout=0, MaxRetries=1)

    with job.running():
        run_id = job.start()
        run = job.ended(run_id)

    assert run["JobRunState"] == "TIMEOUT"
    assert len(job.glue.get_job_runs(JobName=job.name)["JobRuns"]) == 1


def test_runs_what_was_started_while_it_was_away(deploy: Deploy) -> None:
    job = deploy("print('late')")
    run_id = job.start()

    with job.running():
        run = job.ended(run_id)

    assert run["JobRunState"] == "SUCCEEDED"


def test_leaves_no_process_behind(deploy: Deploy) -> None:
    job = deploy("import os\nprint(os.getpid(), flush=True)\n" + SLEEPS)

    with job.running():
        run_id = job.start()
        pid = int(eventually(lambda: job.log(run_id)).split()[0])

    assert eventually(lambda: not alive(pid))


def alive(pid: int) -> bool:
    """Whether a process runs; one that has died and wasn't asked for its exit code doesn't."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(") ")[2][0] != "Z"
