"""The operator's command line: `python -m sluice`."""

import sys
from typing import Annotated

import boto3
import typer

from sluice.buckets import NotEmptied, Storage

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def sluice() -> None:
    """Looks after a deployed environment, with the credentials and the endpoint of your AWS configuration."""


@app.command(epilog="Exit codes: 0 emptied, or nothing to empty; 1 you said no; 2 it can't be done now.")
def empty(
    environment: Annotated[str, typer.Argument(help="dev or prod, as it was deployed.")],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Empties the buckets that are to go with their stack, for good; prod has none."""
    try:
        storage = Storage(boto3.client("cloudformation"), boto3.client("s3"), environment)
        buckets = storage.doomed()
        if not buckets:
            typer.echo(f"{environment} keeps its buckets: nothing to empty")
            return
        yes or typer.confirm(f"Delete every version of every object in {', '.join(buckets)}?", abort=True)
        for bucket in buckets:
            typer.echo(f"{bucket}: {storage.empty(bucket):,} versions deleted")
    except NotEmptied as error:
        typer.echo(f"sluice: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    sys.exit(app())
