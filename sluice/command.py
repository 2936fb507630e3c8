"""What every command has in common: whom it asks, how it answers, how it says that it can't."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, TypeAlias

import typer
from botocore.exceptions import BotoCoreError, ClientError
from typer import Argument, Exit, Option

from sluice.cloud import NotNow
from sluice.permissions import explain

DONE, FAILED, NOT_NOW, INTERRUPTED = 0, 1, 2, 130

Environment: TypeAlias = Annotated[str, Argument(help="dev or prod, as it was deployed.")]
Json: TypeAlias = Annotated[bool, Option("--json", help="Answer as JSON, for programs.")]
Yes: TypeAlias = Annotated[bool, Option("--yes", help="Don't ask.")]


@contextmanager
def one_line() -> Iterator[None]:
    """Say in one line what can't be done now, or isn't allowed, and end with exit code 2."""
    try:
        yield
    except (NotNow, BotoCoreError, ClientError) as error:
        typer.echo(f"sluice: {explain(' '.join(str(error).split()))}", err=True)
        raise Exit(NOT_NOW) from error


def emit(figures: object, *lines: str, as_json: bool) -> None:
    """Print the answer: `figures` as JSON for programs, or `lines` for people."""
    if as_json:
        typer.echo(json.dumps(figures, indent=2, default=str))
    else:
        for line in lines:
            typer.echo(line)
