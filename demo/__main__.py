"""The command line: `python -m demo`."""

import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn, TypeAlias

import typer
from rich.console import Console
from typer import BadParameter, Option

from contracts.scenario import Scenario
from demo.acts import act_types
from demo.expected_errors import one_line
from demo.options import Engine, FaultMix, Options
from demo.run import demo
from demo.terminal import Terminal
from domain import EVENT

BUILD = Path(__file__).parent.parent / "build"
EXIT_CODES = (
    f"Exit codes: 0 the promise held; 1 some {EVENT.noun} is lost, counts twice or doesn't add up; "
    "2 it couldn't run."
)
SCENARIO: Scenario = import_module("domain.scenario").SCENARIO
ACTS = ", ".join(act.name for act in act_types(SCENARIO))
SETTINGS = [f"{name}={value}" for act in act_types(SCENARIO) for name, value in act.settings.items()]
SETTINGS_SHOWN = ", ".join(SETTINGS) or "there are none"

Environment: TypeAlias = Annotated[str, Option(metavar="NAME", help="What to deploy.")]
Days: TypeAlias = Annotated[int, Option(min=1, metavar="N", help="How many days to play.")]
First: TypeAlias = Annotated[date, Option("--from", metavar="DATE", help="The first day of the data.")]
Events: TypeAlias = Annotated[
    Path | None,
    Option(metavar="FILE", help=f"Your own {EVENT.nouns} instead, as JSON lines: docs/events-file.md."),
]
Faults: TypeAlias = Annotated[FaultMix, Option(help="What to mix in and to break.")]
Without: TypeAlias = Annotated[
    str, Option(metavar="ACTS", help=f"Acts to leave out, parted by commas, of {ACTS}.")
]
Settings: TypeAlias = Annotated[
    list[str] | None, Option("--set", metavar="NAME=N", help=f"A number for an act: {SETTINGS_SHOWN}.")
]
Seed: TypeAlias = Annotated[int, Option(metavar="N", help="The same seed breaks the same.")]
Keep: TypeAlias = Annotated[bool, Option("--keep", help="Leave it running for any AWS client to look at.")]
Revoke: TypeAlias = Annotated[
    int | None, Option(metavar="N", help="Take one grant away, drawn by this seed: the run must notice.")
]
Runs: TypeAlias = Annotated[Engine, Option(help="What runs the deployed jobs; spark needs `make lake` once.")]
Port: TypeAlias = Annotated[
    int, Option(min=1, max=65535, metavar="N", help="Where the emulator listens on 127.0.0.1.")
]

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog=EXIT_CODES)
def play(
    environment: Environment = SCENARIO.environment,
    days: Days = SCENARIO.days,
    first: First = SCENARIO.first_day,
    events: Events = None,
    faults: Faults = FaultMix.DEFAULT,
    without: Without = "",
    settings: Settings = None,
    seed: Seed = 1,
    keep: Keep = False,
    revoke: Revoke = None,
    engine: Runs = Engine.DUCKDB,
    port: Port = 4566,
) -> None:
    """Send real events through the deployed template, break things, check that each counts once."""
    options = Options(
        environment=environment,
        scenario=SCENARIO,
        first=first,
        days=days,
        events=events,
        faults=faults,
        without=frozenset(name.strip() for name in without.split(",") if name.strip()),
        settings=dict(map(_setting, settings or ())),
        seed=seed,
        keep=keep,
        revoke=revoke,
        engine=engine,
        port=port,
        build=BUILD,
    )
    _end(options)


def _setting(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not number.isdecimal():
        raise BadParameter(f"{text!r} isn't NAME=N, such as {next(iter(SETTINGS), 'name=5')}.")
    return name, int(number)


def _end(options: Options) -> NoReturn:
    """Play, and leave with the exit code that says how it went."""
    terminal = Terminal(Console())
    with one_line(terminal):
        good = demo(options, terminal)
    raise typer.Exit(0 if good else 1)


if __name__ == "__main__":
    sys.exit(app())
