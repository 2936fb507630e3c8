"""Starts a job of the lake, and follows its run to the end."""

from collections.abc import Mapping
from dataclasses import asdict

from typer import echo

from sluice.cloud import Stack, client
from sluice.command import DONE, FAILED, INTERRUPTED, tell
from sluice.lake import log, outcome
from sluice.lake.jobs import Job, Run


def start(environment: str, output: str, arguments: Mapping[str, str], *, wait: bool, as_json: bool) -> int:
    """Start the job that an output of the lake's stack names; return an exit code.

    Says the outcome, or without waiting the run's id. Raises NotNow.
    """
    job = Job(client("glue"), Stack(client("cloudformation"), environment, "Lake")[output])
    run_id = job.start(arguments)
    if wait:
        return _follow(job, run_id, as_json=as_json)
    tell({"run": run_id}, run_id, as_json=as_json)
    return DONE


def _follow(job: Job, run_id: str, *, as_json: bool) -> int:
    try:
        for run in job.watch(run_id):
            echo(f"{run.id}: {run.state.lower()}", err=True)
        return _tell(job, run, as_json=as_json)
    except KeyboardInterrupt:
        look = f"aws glue get-job-run --job-name {job.name} --run-id {run_id}"
        echo(f"sluice: {run_id} goes on; look at it with: {look}", err=True)
        return INTERRUPTED


def _tell(job: Job, run: Run, *, as_json: bool) -> int:
    if run.is_done:
        figures = log.figures(client("logs"), f"{job.logs}/output", run.id)
        tell(asdict(run) | {"did": figures}, outcome.done(run, figures), as_json=as_json)
        return DONE
    if as_json:
        tell(asdict(run) | {"log": f"{job.logs}/output"}, as_json=True)
    echo(f"sluice: {outcome.failed(run, job.logs)}", err=True)
    return FAILED
