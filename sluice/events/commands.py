"""`sluice events`: what the bus has told is told again, to one rule and nobody else."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from typer import Argument, Exit, Option, echo

from sluice.cloud import Stack, client
from sluice.command import Environment, Json, one_line, tell
from sluice.events import rules, window
from sluice.events.archive import Archive
from sluice.events.following import answer, figures, line
from sluice.events.naming import name_of
from sluice.events.replays import Replays

REPLAY = """Examples:

sluice events replay dev --from 2017-12-22T17 --to 2017-12-22T18 --rule orders

sluice events replay prod --from 2017-12-22 --to 2017-12-23 --rule suspicions --name after-the-fix --no-wait

Exit codes: 0 replayed, or started; 1 it was cancelled or failed; 2 it can't be done now; 130 you left
it, and it goes on."""
REPLAYS = "Exit codes: 0 told; 2 it can't be done now. Example: sluice events replays dev --json"
CANCEL = """Example: sluice events cancel dev orders-dev-20171222T1700-20171222T1800-1

Exit codes: 0 it will end; 2 it can't be done now, or is over."""

Name = Annotated[str, Argument(metavar="REPLAY", help="As sluice events replays tells it.")]
Start = Annotated[str, Option("--from", metavar="TIME", help="Of UTC, as 2017-12-22T17:30; the event's own.")]
End = Annotated[str, Option("--to", metavar="TIME", help="The first to leave out.")]
RuleName = Annotated[str | None, Option("--rule", help="Which rule is to act again.")]
Named = Annotated[str | None, Option("--name", help="Else it is the window and a number.")]
Wait = Annotated[bool, Option("--wait/--no-wait", help="Follow it to its end, or only start it.")]

app = typer.Typer(no_args_is_help=True, help="Events of the bus: which replays there were, and another.")


@app.command(epilog=REPLAYS)
def replays(environment: Environment, as_json: Json = False) -> None:
    """Tells every replay of the bus's archive in the last 90 days."""
    with one_line():
        found = _replays(environment).all()
        lines = [line(each) for each in found] or ["no replay in the last 90 days"]
        tell([figures(each) for each in found], *lines, as_json=as_json)


@app.command(epilog=REPLAY)
def replay(
    environment: Environment,
    start: Start,
    end: End,
    rule: RuleName = None,
    name: Named = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Gives archived events back to one rule: what it did before is known, and not done again."""
    with one_line():
        now, events = datetime.now(UTC), client("events")
        asked = window.asked(start, end, now)
        stack = _stack(environment)
        chosen = rules.chosen(events, stack["BusName"], rule)
        archive = Archive.named(events, stack["BusArchive"])
        window.require_kept(asked, archive.days, now)
        replays = Replays(events, archive)
        replays.require_rest()
        named = name_of(chosen, environment, asked, name, {each.name for each in replays.all()})
        _announce(f"{named}: {asked} to {chosen}", str(archive), window.warning(asked, now))
        replays.start(named, asked, [chosen.arn])
        raise Exit(answer(replays, named, wait=wait, as_json=as_json))


@app.command(epilog=CANCEL)
def cancel(environment: Environment, name: Name, as_json: Json = False) -> None:
    """Lets a replay give back nothing more; what it gave back stays with whoever has it."""
    with one_line():
        cancelled = _replays(environment).cancel(name)
        tell(figures(cancelled), line(cancelled), as_json=as_json)


def _stack(environment: str) -> Stack:
    return Stack(client("cloudformation"), environment, "Events")


def _replays(environment: str) -> Replays:
    events = client("events")
    return Replays(events, Archive.named(events, _stack(environment)["BusArchive"]))


def _announce(*lines: str | None) -> None:
    """Before anything starts, beside the answer."""
    for each in filter(None, lines):
        echo(each, err=True)
