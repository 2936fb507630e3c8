"""The operator's command line: `sluice`."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, NoReturn

import typer
from typer import Exit, Option

from sluice.buckets import Storage
from sluice.cloud import client
from sluice.command import NOT_NOW, Environment, Json, one_line, tell

GROUPS = {
    "events": "sluice.events.commands",
    "failures": "sluice.failures.commands",
    "letters": "sluice.letters.commands",
    "raw": "sluice.raw.commands",
    "replay": "sluice.replay.commands",
    "shelves": "sluice.shelves.commands",
}
"""Groups of commands, by the module that has them."""
COMMANDS = {
    "curate": ("sluice.lake.commands", "EPILOG"),
    "close": ("sluice.lake.commands", "EPILOG"),
    "ingest": ("sluice.lake.commands", "EPILOG"),
    "tables": ("sluice.lake.commands", "TABLES_EPILOG"),
    "rebuild": ("sluice.rebuild.commands", "EPILOG"),
    "status": ("sluice.status.commands", "EPILOG"),
}
"""Single commands, by the module that has each, and what that calls the end of its help."""
ANYTHING = {"allow_extra_args": True, "ignore_unknown_options": True}

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def register(app: typer.Typer) -> None:
    """Add every command; one whose module needs a package that isn't installed says so when it is called."""
    for name, module in GROUPS.items():
        try:
            app.add_typer(import_module(module).app, name=name)
        except ModuleNotFoundError as missing:
            app.command(name, context_settings=ANYTHING)(_unusable(name, missing))
    for name, (module, epilog) in COMMANDS.items():
        try:
            found = import_module(module)
            app.command(name, epilog=getattr(found, epilog))(getattr(found, name))
        except ModuleNotFoundError as missing:
            app.command(name, context_settings=ANYTHING)(_unusable(name, missing))


def _unusable(name: str, missing: ModuleNotFoundError) -> Callable[[], NoReturn]:
    def refuse() -> NoReturn:
        typer.echo(f"sluice: {name} needs the package {missing.name}: pip install {missing.name}", err=True)
        raise Exit(NOT_NOW)

    refuse.__doc__ = f"Needs the package {missing.name}, which isn't installed."
    return refuse


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


register(app)


if __name__ == "__main__":
    sys.exit(app(prog_name="sluice"))
