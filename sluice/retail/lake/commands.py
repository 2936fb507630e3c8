"""The jobs of the chain's lake, by hand: `sluice curate`, `close`, `ingest`."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from typer import Exit, Option

from sluice.command import Environment, Json, one_line
from sluice.lake.job_run import run_job
from sluice.retail.lake import arguments

EPILOG = "Exit codes: 0 done; 1 it failed, or days stay open; 2 it can't be done now; 130 you left."
Wait = Annotated[bool, Option("--wait/--no-wait", help="Wait for the end, or only say the run's id.")]
app = typer.Typer()


@app.command(epilog=EPILOG)
def curate(
    environment: Environment,
    first: Annotated[str | None, Option("--from", metavar="HOUR", help="In UTC, as 2017-12-22T17.")] = None,
    end: Annotated[str | None, Option("--to", metavar="HOUR", help="The first to leave out.")] = None,
    remake: Annotated[
        str | None, Option(metavar="DAY", help="Make this day again from raw, and compare only.")
    ] = None,
    swap: Annotated[bool, Option("--swap", help="Let the tables have what --remake makes.")] = False,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Bring what arrived in these hours into the tables; without them, whatever is new."""
    with one_line():
        given = arguments.curation(first, end, remake, swap=swap, now=datetime.now(UTC))
        raise Exit(run_job(environment, "CurateSalesJob", given, wait=wait, as_json=as_json))


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
