"""Starts a job of the lake, and follows its run to the end."""

from collections.abc import Mapping

from typer import echo

from sluice import log, outcome
from sluice.cloud import Stack, client
from sluice.jobs import Job, Run

DONE, FAILED, INTERRUPTED = 0, 1, 130


def start(environment: str, output: str, arguments: Mapping[str, str], *, wait: bool) -> int:
    """Start the job that an output of the lake's stack names; return an exit code.

    Says the outcome, or without waiting the run's id. Raises NotNow.
    """
    job = Job(client("glue"), Stack(client("cloudformation"), environment, "Lake")[output])
    run_id = job.start(arguments)
    if wait:
        return _follow(job, run_id)
    echo(run_id)
    return DONE


def _follow(job: Job, run_id: str) -> int:
    try:
        for run in job.watch(run_id):
            echo(f"{run.id}: {run.state.lower()}", err=True)
        return _tell(job, run)
    except KeyboardInterrupt:
        look = f"aws glue get-job-run --job-name {job.name} --run-id {run_id}"
        echo(f"sluice: {run_id} goes on; look at it with: {look}", err=True)
        return INTERRUPTED


def _tell(job: Job, run: Run) -> int:
    if run.is_done:
        echo(outcome.done(run, log.figures(client("logs"), f"{job.logs}/output", run.id)))
        return DONE
    echo(f"sluice: {outcome.failed(run, job.logs)}", err=True)
    return FAILED
