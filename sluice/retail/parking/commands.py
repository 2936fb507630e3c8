"""`sluice park` and `parked`: stores' days that the close leaves out for now."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from getpass import getuser
from typing import Annotated

import msgspec
import typer
from typer import Argument, Option

from lambdas.core.parked_days import ParkedDay, ParkState
from sluice.columns import columns
from sluice.command import Environment, Json, emit, one_line
from sluice.options import examples
from sluice.retail.lake.arguments import DAY
from sluice.retail.parking.decisions import ParkDecisions
from sluice.time_options import InvalidOption, InvertedWindow, read

MOST_DAYS = 31

app = typer.Typer()


@app.command(
    epilog=examples(
        'park prod 367 --day 2017-12-22 --reason "till 4 counts twice"',
        "park prod 367 --day 2017-12-22 --release",
    )
)
def park(
    environment: Environment,
    store: Annotated[str, Argument(metavar="STORE", help="Whose sales the close leaves out.")],
    day: Annotated[str, Option("--day", metavar="DAY", help="As 2017-12-22.")],
    last: Annotated[str | None, Option("--to", metavar="DAY", help="The last; else it is one day.")] = None,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why; the day's page shows it.")] = "",
    release: Annotated[bool, Option("--release", help="Let the next close state them again.")] = False,
    by: Annotated[str, Option("--by", metavar="NAME", help="Who decides; else who is logged in here.")] = "",
    as_json: Json = False,
) -> None:
    """Leave a store's days out of the close for now, with a reason, or release them.

    Its sales stay where they are. What a close has stated of the day stands; the other stores are closed.
    """
    with one_line():
        now = datetime.now(UTC)
        days, who = read_days(day, last, now), by or getuser()
        if release == bool(reason.strip()):
            raise InvalidOption("write --reason to park, or --release to take it back")
        decisions = ParkDecisions.of(environment)
        decided = (
            decisions.release(store, days, who, now)
            if release
            else decisions.park(store, days, reason.strip(), who, now)
        )
        done = ParkState.RELEASED if release else ParkState.PARKED
        named = [each.day.isoformat() for each in decided]
        emit(
            {"store": store, done: named},
            f"store {store}, {done}: {', '.join(named) or 'nothing'}",
            as_json=as_json,
        )


@app.command(epilog=examples("parked prod", "parked prod --all --json"))
def parked(
    environment: Environment,
    every: Annotated[bool, Option("--all", help="Those that were released, too.")] = False,
    as_json: Json = False,
) -> None:
    """List the stores' days that the close leaves out, oldest first, each with why."""
    with one_line():
        found = ParkDecisions.of(environment).days.list(None if every else ParkState.PARKED)
        figures = [{"store": each.partition, **msgspec.to_builtins(each)} for each in found]
        emit(figures, *_lines(found), as_json=as_json)


def read_days(day: str, last: str | None, now: datetime) -> list[date]:
    """Return the days of a span, both ends among them; raise InvalidOption, InvertedWindow or FutureTime."""
    first = read("--day", day, DAY)
    end = read("--to", last, DAY) if last else first
    if end.at < first.at:
        raise InvertedWindow(f"{end}: it can't come before --day")
    end.require_past(now)
    count = (end.at - first.at).days + 1
    if count > MOST_DAYS:
        raise InvalidOption(f"{end}: that is {count:,} days, and {MOST_DAYS} can be parked at once")
    return [first.at.date() + timedelta(days=number) for number in range(count)]


def _lines(found: Sequence[ParkedDay]) -> Iterator[str]:
    yield f"{len(found):,} days of stores"
    rows = [
        (each.day, f"store {each.partition}", f"{each.state} by {each.by}", each.reason) for each in found
    ]
    yield from columns(rows)
