"""`sluice status`: how an environment stands, and whether it must be looked at."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from typer import Exit, Option

from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.status.collector import StatusCollector
from sluice.status.screen import screen
from sluice.status.status import Status

LONGEST = 455 * 24
"""CloudWatch keeps hours for so long:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric."""
EPILOG = """\
sluice status prod

sluice status prod --hours 72 --json

Exit codes: 0 nothing is missing and nothing waits; 1 something does, the last lines say what; 2 it can't be
done now."""

Hours = Annotated[int, Option("--hours", min=1, max=LONGEST, help="How many whole hours to compare.")]


app = typer.Typer()


@app.command(epilog=EPILOG)
def status(environment: Environment, hours: Hours = 24, as_json: Json = False) -> None:
    """Show how far each consumer is, what waits, and whether stream and archive agree hour by hour."""
    with one_line():
        found = _look(environment, hours)
    if as_json:
        emit(found.figures(), as_json=True)
    else:
        console = Console()
        console.print(screen(found, console.width))
    raise Exit(FAILED if any(found.wrong()) else DONE)


def _look(environment: str, hours: int) -> Status:
    collector = StatusCollector(environment, hours, datetime.now(UTC))
    if not sys.stderr.isatty():
        return collector.collect()
    with Console(stderr=True).status("looking around"):
        return collector.collect()
