"""A run of a job of the lake, from its start to the line that says how it ended."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sluice.cloud import DeployedStack, NotNow, client
from sluice.command import DONE, FAILED, INTERRUPTED, emit, say, warn
from sluice.lake.job_report import Figures, read_figures, render_done, render_failed
from sluice.lake.jobs import GlueJob, GlueRun


def run_job(environment: str, output: str, arguments: Mapping[str, str], *, wait: bool, as_json: bool) -> int:
    """Start the job that an output of the lake's stack names; return an exit code.

    Says the outcome, or without waiting the run's id. Raises NotNow.
    """
    job = GlueJob(client("glue"), DeployedStack(client("cloudformation"), environment, "Lake")[output])
    run_id = job.start(arguments)
    if wait:
        return _follow(job, run_id, as_json=as_json)
    emit({"run": run_id}, run_id, as_json=as_json)
    return DONE


class JobNotDone(NotNow):
    """A run that was waited for, and didn't end well; the message says of what, and where its log is."""


def finish_job(
    environment: str, output: str, arguments: Mapping[str, str], connect: Callable[[str], Any] = client
) -> Figures:
    """Start the job that an output of the lake's stack names, wait for its end, return what it says it did.

    `connect` makes the clients. Raises NotNow: JobNotDone, JobRunning, RunUnobservable.
    """
    job = GlueJob(connect("glue"), DeployedStack(connect("cloudformation"), environment, "Lake")[output])
    for run in job.watch(job.start(arguments)):
        say(f"{run.id}: {run.state.lower()}", err=True)
    if not run.is_done:
        raise JobNotDone(render_failed(run, job.logs))
    return read_figures(connect("logs"), f"{job.logs}/output", run.id)


def _follow(job: GlueJob, run_id: str, *, as_json: bool) -> int:
    try:
        for run in job.watch(run_id):
            say(f"{run.id}: {run.state.lower()}", err=True)
        return _report(job, run, as_json=as_json)
    except KeyboardInterrupt:
        look = f"aws glue get-job-run --job-name {job.name} --run-id {run_id}"
        warn(f"{run_id} goes on; look at it with: {look}")
        return INTERRUPTED


def _report(job: GlueJob, run: GlueRun, *, as_json: bool) -> int:
    if run.is_done:
        figures = read_figures(client("logs"), f"{job.logs}/output", run.id)
        emit(asdict(run) | {"did": figures}, render_done(run, figures), as_json=as_json)
        return DONE
    if as_json:
        emit(asdict(run) | {"log": f"{job.logs}/output"}, as_json=True)
    warn(render_failed(run, job.logs))
    return FAILED
