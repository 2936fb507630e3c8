"""The command line: `python -m demo.twin_command`, which is `make twin`."""

import sys

import typer
from rich.console import Console

from demo.__main__ import BUILD, SCENARIO, Environment, Port
from demo.acts import choose_acts
from demo.capabilities import capabilities_of
from demo.expected_errors import one_line
from demo.live import keep_at_work
from demo.options import FaultMix, Options
from demo.terminal import Terminal

STEPS = 4
"""Synthesize, start, bootstrap, deploy."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog="Exit codes: 0 it was ended; 2 it couldn't run.")
def twin(environment: Environment = SCENARIO.environment, port: Port = 4566) -> None:
    """Deploy to this machine, and move whatever any AWS client sends, until Ctrl-C."""
    options = Options(
        environment=environment,
        scenario=SCENARIO,
        first=SCENARIO.first_day,
        days=SCENARIO.days,
        port=port,
        build=BUILD,
        faults=FaultMix.NONE,
        keep=True,
    )
    terminal = Terminal(Console())
    terminal.count_phases(STEPS)
    with one_line(terminal):
        capabilities = capabilities_of(environment)
        keep_at_work(options, terminal, [act for act in choose_acts(options) if act.needs <= capabilities])


if __name__ == "__main__":
    sys.exit(app())
