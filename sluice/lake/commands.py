"""The lake's tables: `sluice tables`."""

import typer
from typer import Exit

from lake.lake_spec import load_lake
from sluice.cloud import DeployedStack, client
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.lake.tables import LiveTables

EPILOG = "Exit codes: 0 as declared; 1 something is otherwise; 2 it can't be done now."
app = typer.Typer()


@app.command(epilog=EPILOG)
def tables(environment: Environment, as_json: Json = False) -> None:
    """Compare the deployed tables with those that are declared here; a deploy makes them so."""
    with one_line():
        database = DeployedStack(client("cloudformation"), environment, "Lake")["Database"]
        declared = load_lake().tables
        found = list(LiveTables(client("glue"), client("s3"), database).differences(declared))
        said = found or [f"{len(declared)} tables, all as declared"]
        emit({"tables": len(declared), "differences": found}, *said, as_json=as_json)
        raise Exit(FAILED if found else DONE)
