"""The lake's jobs and tables, by hand: `sluice curate`, `close`, `ingest`, `tables`."""

from typing import Annotated

from typer import Exit, Option

from lake.lake_spec import load_lake
from sluice.cloud import Stack, client
from sluice.command import DONE, FAILED, Environment, Json, one_line, tell
from sluice.lake import arguments
from sluice.lake.following import start
from sluice.lake.tables import LiveTables

EPILOG = "Exit codes: 0 done; 1 it failed, or days stay open; 2 it can't be done now; 130 you left."
TABLES_EPILOG = "Exit codes: 0 as declared; 1 something is otherwise; 2 it can't be done now."

Wait = Annotated[bool, Option("--wait/--no-wait", help="Wait for the end, or only say the run's id.")]


def curate(
    environment: Environment,
    first: Annotated[str | None, Option("--from", metavar="HOUR", help="In UTC, as 2017-12-22T17.")] = None,
    end: Annotated[str | None, Option("--to", metavar="HOUR", help="The first to leave out.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Brings what arrived in these hours into the tables; without them, whatever is new."""
    with one_line():
        raise Exit(
            start(environment, "CurateSalesJob", arguments.hours(first, end), wait=wait, as_json=as_json)
        )


def close(
    environment: Environment,
    first: Annotated[str | None, Option("--from", metavar="DAY", help="As 2017-12-22.")] = None,
    last: Annotated[str | None, Option("--to", metavar="DAY", help="The last; else it is one day.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Closes these business days, or yesterday; days that late sales changed are restated besides."""
    with one_line():
        raise Exit(start(environment, "CloseDayJob", arguments.days(first, last), wait=wait, as_json=as_json))


def ingest(
    environment: Environment,
    file: Annotated[str | None, Option(metavar="KEY", help="As sales/367/2017-12-22.csv.gz.")] = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Takes every file of the landing bucket that has no answer, or this one once more."""
    with one_line():
        raise Exit(
            start(environment, "IngestStoreFilesJob", arguments.file(file), wait=wait, as_json=as_json)
        )


def tables(environment: Environment, as_json: Json = False) -> None:
    """Holds the deployed tables against those that are declared here; a deploy makes them so."""
    with one_line():
        database = Stack(client("cloudformation"), environment, "Lake")["Database"]
        declared = load_lake().tables
        found = list(LiveTables(client("glue"), client("s3"), database).differences(declared))
        said = found or [f"{len(declared)} tables, all as declared"]
        tell({"tables": len(declared), "differences": found}, *said, as_json=as_json)
        raise Exit(FAILED if found else DONE)
