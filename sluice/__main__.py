"""The operator's command line: `sluice`."""

import sys
from typing import Annotated

import typer
from typer import Exit, Option

from lake.tables import TABLES
from sluice import asked
from sluice.buckets import Storage
from sluice.cloud import Stack, client
from sluice.command import DONE, FAILED, Environment, Json, one_line, tell
from sluice.events.commands import app as events
from sluice.failures.commands import app as failures
from sluice.following import start
from sluice.letters.commands import app as letters
from sluice.raw.commands import app as raw
from sluice.rebuild import commands as rebuild
from sluice.replay.commands import app as replay
from sluice.shelves.commands import app as shelves
from sluice.status import commands as status
from sluice.tables import LiveTables

EXIT_CODES = "Exit codes: 0 done; 1 it failed, or days stay open; 2 it can't be done now; 130 you left."

Wait = Annotated[bool, Option("--wait/--no-wait", help="Wait for the end, or only say the run's id.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(events, name="events")
app.add_typer(failures, name="failures")
app.add_typer(letters, name="letters")
app.add_typer(raw, name="raw")
app.add_typer(replay, name="replay")
app.add_typer(shelves, name="shelves")
app.command(epilog=rebuild.EPILOG)(rebuild.rebuild)
app.command(epilog=status.EPILOG)(status.status)


@app.callback()
def sluice() -> None:
    """Looks after a deployed environment, with the credentials and the endpoint of your AWS configuration."""


@app.command(epilog=EXIT_CODES)
def curate(
    environment: Environment,
    first: Annotated[str | None, Option("--from", metavar="HOUR", help="In UTC, as 2017-12-22T17.")] = None,
    end: Annotated[str | None, Option("--to", metavar="HOUR", help="The first to leave out.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Brings what arrived in these hours into the tables; without them, whatever is new."""
    with one_line():
        raise Exit(start(environment, "CurateSalesJob", asked.hours(first, end), wait=wait, as_json=as_json))


@app.command(epilog=EXIT_CODES)
def close(
    environment: Environment,
    first: Annotated[str | None, Option("--from", metavar="DAY", help="As 2017-12-22.")] = None,
    last: Annotated[str | None, Option("--to", metavar="DAY", help="The last; else it is one day.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Closes these business days, or yesterday; days that late sales changed are restated besides."""
    with one_line():
        raise Exit(start(environment, "CloseDayJob", asked.days(first, last), wait=wait, as_json=as_json))


@app.command(epilog=EXIT_CODES)
def ingest(
    environment: Environment,
    file: Annotated[str | None, Option(metavar="KEY", help="As sales/367/2017-12-22.csv.gz.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Takes every file of the landing bucket that has no answer, or this one once more."""
    with one_line():
        raise Exit(start(environment, "IngestStoreFilesJob", asked.file(file), wait=wait, as_json=as_json))


@app.command(epilog="Exit codes: 0 as declared; 1 something is otherwise; 2 it can't be done now.")
def tables(environment: Environment, as_json: Json = False) -> None:
    """Holds the deployed tables against those that are declared here; a deploy makes them so."""
    with one_line():
        database = Stack(client("cloudformation"), environment, "Lake")["Database"]
        found = list(LiveTables(client("glue"), client("s3"), database).differences(TABLES))
        said = found or [f"{len(TABLES)} tables, all as declared"]
        tell({"tables": len(TABLES), "differences": found}, *said, as_json=as_json)
        raise Exit(FAILED if found else DONE)


@app.command(epilog="Exit codes: 0 emptied, or nothing to empty; 1 you said no; 2 it can't be done now.")
def empty(
    environment: Environment,
    yes: Annotated[bool, Option("--yes", help="Don't ask.")] = False,
    as_json: Json = False,
) -> None:
    """Empties the buckets that are to go with their stack, for good; prod has none."""
    with one_line():
        storage = Storage(client("cloudformation"), client("s3"), environment)
        buckets = storage.doomed()
        if not buckets:
            tell({}, f"{environment} keeps its buckets: nothing to empty", as_json=as_json)
            return
        yes or typer.confirm(f"Delete every version of every object in {', '.join(buckets)}?", abort=True)
        deleted = {bucket: storage.empty(bucket) for bucket in buckets}
        told = (f"{bucket}: {versions:,} versions deleted" for bucket, versions in deleted.items())
        tell(deleted, *told, as_json=as_json)


if __name__ == "__main__":
    sys.exit(app(prog_name="sluice"))
