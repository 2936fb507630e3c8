"""What every command has in common: whom it asks, how it answers, how it says that it can't."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import typer
from botocore.exceptions import BotoCoreError, ClientError
from typer import Argument, Exit, Option

from sluice.cloud import NotNow
from sluice.permissions import explain
from sluice.printable import to_printable

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
        warn(explain(" ".join(str(error).split())))
        raise Exit(NOT_NOW) from error


def emit(figures: object, *lines: "str | StyledLine", as_json: bool) -> None:
    """Print the answer: `figures` as JSON for programs, or `lines` for people."""
    if as_json:
        typer.echo(json.dumps(figures, indent=2, default=str).replace("\x7f", "\\u007f"))
    else:
        for line in lines:
            say(line)


def say(line: "str | StyledLine", *, err: bool = False) -> None:
    """Print a line, whoever wrote what stands in it; colours show on a terminal only."""
    # https://no-color.org
    if isinstance(line, StyledLine) and not os.environ.get("NO_COLOR"):
        shown = typer.style(to_printable(line.text), fg=line.colour, bold=line.bold)
    else:
        shown = to_printable(line.text if isinstance(line, StyledLine) else line)
    typer.echo(shown, err=err)


@dataclass(frozen=True, slots=True)
class StyledLine:
    """A line that stands out on a terminal."""

    text: str
    colour: str | None = None
    bold: bool | None = None


def warn(why: str) -> None:
    """Print on stderr what the command line has to say for itself."""
    say(f"sluice: {why}", err=True)
