"""The lake's jobs and tables, by hand: `sluice curate`, `close`, `ingest`, `tables`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer
from typer import Exit, Option, echo

from lake.lake_spec import load_lake
from sluice.cloud import DeployedStack, client
from sluice.command import DONE, FAILED, INTERRUPTED, Environment, Json, emit, one_line
from sluice.lake import arguments
from sluice.lake.job_report import read_figures, render_done, render_failed
from sluice.lake.jobs import GlueJob, GlueRun
from sluice.lake.tables import LiveTables

EPILOG = "Exit codes: 0 done; 1 it failed, or days stay open; 2 it can't be done now; 130 you left."
TABLES_EPILOG = "Exit codes: 0 as declared; 1 something is otherwise; 2 it can't be done now."
Wait = Annotated[bool, Option("--wait/--no-wait", help="Wait for the end, or only say the run's id.")]
app = typer.Typer()


@app.command(epilog=EPILOG)
def curate(
    environment: Environment,
    first: Annotated[str | None, Option("--from", metavar="HOUR", help="In UTC, as 2017-12-22T17.")] = None,
    end: Annotated[str | None, Option("--to", metavar="HOUR", help="The first to leave out.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Bring what arrived in these hours into the tables; without them, whatever is new."""
    with one_line():
        raise Exit(
            run_job(environment, "CurateSalesJob", arguments.hours(first, end), wait=wait, as_json=as_json)
        )


@app.command(epilog=EPILOG)
def close(
    environment: Environment,
    first: Annotated[str | None, Option("--from", metavar="DAY", help="As 2017-12-22.")] = None,
    last: Annotated[str | None, Option("--to", metavar="DAY", help="The last; else it is one day.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Close these days, or yesterday; days that late events changed are restated besides."""
    with one_line():
        raise Exit(
            run_job(environment, "CloseDayJob", arguments.days(first, last), wait=wait, as_json=as_json)
        )


@app.command(epilog=EPILOG)
def ingest(
    environment: Environment,
    file: Annotated[str | None, Option(metavar="KEY", help="A key of the landing bucket.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Take every file of the landing bucket that has no answer, or this one once more."""
    with one_line():
        raise Exit(
            run_job(environment, "IngestStoreFilesJob", arguments.file(file), wait=wait, as_json=as_json)
        )


@app.command(epilog=TABLES_EPILOG)
def tables(environment: Environment, as_json: Json = False) -> None:
    """Compare the deployed tables with those that are declared here; a deploy makes them so."""
    with one_line():
        database = DeployedStack(client("cloudformation"), environment, "Lake")["Database"]
        declared = load_lake().tables
        found = list(LiveTables(client("glue"), client("s3"), database).differences(declared))
        said = found or [f"{len(declared)} tables, all as declared"]
        emit({"tables": len(declared), "differences": found}, *said, as_json=as_json)
        raise Exit(FAILED if found else DONE)


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


def _follow(job: GlueJob, run_id: str, *, as_json: bool) -> int:
    try:
        for run in job.watch(run_id):
            echo(f"{run.id}: {run.state.lower()}", err=True)
        return _report(job, run, as_json=as_json)
    except KeyboardInterrupt:
        look = f"aws glue get-job-run --job-name {job.name} --run-id {run_id}"
        echo(f"sluice: {run_id} goes on; look at it with: {look}", err=True)
        return INTERRUPTED


def _report(job: GlueJob, run: GlueRun, *, as_json: bool) -> int:
    if run.is_done:
        figures = read_figures(client("logs"), f"{job.logs}/output", run.id)
        emit(asdict(run) | {"did": figures}, render_done(run, figures), as_json=as_json)
        return DONE
    if as_json:
        emit(asdict(run) | {"log": f"{job.logs}/output"}, as_json=True)
    echo(f"sluice: {render_failed(run, job.logs)}", err=True)
    return FAILED
