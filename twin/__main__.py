"""The command line: `python -m twin`."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer import Option

from producer import SpoolFailed
from twin.demo.options import Engine, FaultMix, Options
from twin.demo.run import demo
from twin.demo.terminal import Terminal
from twin.errors import TwinError

BUILD = Path(__file__).parent.parent / "build"
EXIT_CODES = (
    "Exit codes: 0 the promise held; 1 a sale is lost, counts twice or doesn't add up; 2 it couldn't run."
)

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def twin() -> None:
    """Runs the synthesized template on this machine."""


@app.command("demo", epilog=EXIT_CODES)
def play(
    days: Annotated[int, Option(min=1, metavar="N", help="How many days of baskets to play.")] = 3,
    first: Annotated[date, Option("--from", metavar="DATE", help="The first day, of 2017.")] = date(
        2017, 12, 22
    ),
    sales: Annotated[
        Path | None, Option(metavar="FILE", help="Your own sales instead, as JSON lines.")
    ] = None,
    faults: Annotated[FaultMix, Option(help="What to mix in and to break.")] = FaultMix.DEFAULT,
    decide: Annotated[
        bool, Option(help="Let fraud, shelves and orders play along; a long play is quicker without.")
    ] = True,
    frauds: Annotated[
        int, Option(min=0, metavar="N", help="How many frauds to make up on top of real baskets.")
    ] = 20,
    seed: Annotated[int, Option(metavar="N", help="The same seed breaks the same.")] = 1,
    keep: Annotated[bool, Option("--keep", help="Leave it running for any AWS client to look at.")] = False,
    engine: Annotated[
        Engine, Option(help="What runs the lake's jobs; spark needs `make lake` once.")
    ] = Engine.DUCKDB,
    port: Annotated[
        int, Option(min=1, max=65535, metavar="N", help="Where the emulator listens on 127.0.0.1.")
    ] = 4566,
) -> None:
    """Sends real sales through the deployed template, breaks things, checks that each sale counts once."""
    options = Options(
        first=first,
        days=days,
        sales=sales,
        faults=faults,
        decides=decide,
        frauds=frauds,
        seed=seed,
        keep=keep,
        engine=engine,
        port=port,
        build=BUILD,
    )
    try:
        held = demo(options, Terminal(Console()))
    except (TwinError, SpoolFailed) as error:
        typer.echo(f"sluice: {error}", err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(0 if held else 1)


if __name__ == "__main__":
    sys.exit(app())
