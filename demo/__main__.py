"""The command line: `python -m demo`."""

import sys
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from demo import asking
from demo.options import Engine, FaultMix, Options
from demo.run import demo
from demo.terminal import Terminal
from producer import SpoolFailed
from twin.errors import TwinError

BUILD = Path(__file__).parent.parent / "build"
EXIT_CODES = (
    "Exit codes: 0 the promise held; 1 a sale is lost, counts twice or doesn't add up; 2 it couldn't run."
)

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog=EXIT_CODES)
def play(
    environment: asking.Environment = "full",
    days: asking.Days = 3,
    first: asking.First = asking.WHERE_THE_DAYS_BEGIN,
    sales: asking.Sales = None,
    faults: asking.Faults = FaultMix.DEFAULT,
    decide: asking.Decide = True,
    recover: asking.Recover = True,
    frauds: asking.Frauds = 20,
    seed: asking.Seed = 1,
    keep: asking.Keep = False,
    revoke: asking.Revoke = None,
    engine: asking.Runs = Engine.DUCKDB,
    port: asking.Port = 4566,
) -> None:
    """Sends real sales through the deployed template, breaks things, checks that each sale counts once."""
    _end(
        Options(
            environment=environment,
            first=first,
            days=days,
            sales=sales,
            faults=faults,
            decides=decide,
            recovers=recover,
            frauds=frauds,
            seed=seed,
            keep=keep,
            revoke=revoke,
            engine=engine,
            port=port,
            build=BUILD,
        )
    )


def _end(options: Options) -> NoReturn:
    """Play, and leave with the exit code that says how it went."""
    try:
        held = demo(options, Terminal(Console()))
    except (TwinError, SpoolFailed) as error:
        typer.echo(f"sluice: {error}", err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(0 if held else 1)


if __name__ == "__main__":
    sys.exit(app())
