"""The operator's command line: `sluice`."""

import sys
from typing import Annotated

import typer
from typer import Option

from sluice.buckets import Storage
from sluice.cloud import client
from sluice.command import Environment, Json, one_line, tell
from sluice.events.commands import app as events
from sluice.failures.commands import app as failures
from sluice.lake import commands as lake
from sluice.letters.commands import app as letters
from sluice.raw.commands import app as raw
from sluice.rebuild import commands as rebuild
from sluice.replay.commands import app as replay
from sluice.shelves.commands import app as shelves
from sluice.status import commands as status

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(events, name="events")
app.add_typer(failures, name="failures")
app.add_typer(letters, name="letters")
app.add_typer(raw, name="raw")
app.add_typer(replay, name="replay")
app.add_typer(shelves, name="shelves")
for command in (lake.curate, lake.close, lake.ingest):
    app.command(epilog=lake.EPILOG)(command)
app.command(epilog=lake.TABLES_EPILOG)(lake.tables)
app.command(epilog=rebuild.EPILOG)(rebuild.rebuild)
app.command(epilog=status.EPILOG)(status.status)


@app.callback()
def sluice() -> None:
    """Looks after a deployed environment, with the credentials and the endpoint of your AWS configuration."""


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
