"""What a run may fail of without anybody's mistake in the code: said in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from contracts.scenario import OutsideTheData
from demo.terminal import Terminal
from producer import SpoolFailed
from twin.errors import TwinError

EXPECTED = (TwinError, SpoolFailed, OutsideTheData)
INTERRUPTED = 130


@contextmanager
def one_line(terminal: Terminal) -> Iterator[None]:
    """Say in one line why a run could not go on, and end with exit code 2, or 130 after Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        terminal.abandon_phase()
        typer.echo("sluice: ended by Ctrl-C", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except EXPECTED as error:
        terminal.abandon_phase()
        # What went wrong first is what the user must know: the end of a run can fail because of it.
        if first := None if error.__suppress_context__ else error.__context__:
            if not isinstance(first, EXPECTED):
                raise
            typer.echo(f"sluice: {first}", err=True)
        typer.echo(f"sluice: {error}", err=True)
        raise typer.Exit(2) from error
