"""`sluice events`: what the bus has carried is given again, to one rule alone."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from typer import Argument, Exit, Option

from sluice.cloud import DeployedStack, client
from sluice.command import DONE, FAILED, INTERRUPTED, Environment, Json, emit, one_line, say, warn
from sluice.events import rules, window
from sluice.events.archive import BusArchive
from sluice.events.replays import ArchiveReplay, ArchiveReplays
from sluice.events.rules import name_replay
from sluice.progress import bars

REPLAY = """Examples:

sluice events replay dev --from 2017-12-22T17 --to 2017-12-22T18 --rule orders

sluice events replay prod --from 2017-12-22 --to 2017-12-23 --rule suspicions --name after-the-fix --no-wait

Exit codes: 0 replayed, or started; 1 it was cancelled or failed; 2 it can't be done now; 130 you left
it, and it goes on."""
REPLAYS = "Exit codes: 0 listed; 2 it can't be done now. Example: sluice events replays dev --json"
CANCEL = """Example: sluice events cancel dev orders-dev-20171222T1700-20171222T1800-1

Exit codes: 0 it will end; 2 it can't be done now, or is over."""
Name = Annotated[str, Argument(metavar="REPLAY", help="As sluice events replays lists it.")]
Start = Annotated[str, Option("--from", metavar="TIME", help="Of UTC, as 2017-12-22T17:30; the event's own.")]
End = Annotated[str, Option("--to", metavar="TIME", help="The first to leave out.")]
RuleName = Annotated[str | None, Option("--rule", help="Which rule is to act again.")]
Named = Annotated[str | None, Option("--name", help="Else it is the window and a number.")]
Wait = Annotated[bool, Option("--wait/--no-wait", help="Follow it to its end, or only start it.")]
app = typer.Typer(no_args_is_help=True, help="Events of the bus: which replays there were, and another.")


@app.command(epilog=REPLAYS)
def replays(environment: Environment, as_json: Json = False) -> None:
    """List every replay of the bus's archive in the last 90 days."""
    with one_line():
        found = _replays(environment).all()
        lines = [render_replay(each) for each in found] or ["no replay in the last 90 days"]
        emit([figures(each) for each in found], *lines, as_json=as_json)


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
    """Give archived events back to one rule: what it did before is known, and not done again."""
    with one_line():
        now, events = datetime.now(UTC), client("events")
        chosen_window = window.read_event_window(start, end, now)
        stack = _stack(environment)
        chosen = rules.choose_rule(events, stack["BusName"], rule)
        archive = BusArchive.named(events, stack["BusArchive"])
        window.require_kept(chosen_window, archive.days, now)
        replays = ArchiveReplays(events, archive)
        replays.require_rest()
        named = name_replay(chosen, environment, chosen_window, name, {each.name for each in replays.all()})
        _announce(f"{named}: {chosen_window} to {chosen}", str(archive), window.warning(chosen_window, now))
        replays.start(named, chosen_window, [chosen.arn])
        raise Exit(follow(replays, named, wait=wait, as_json=as_json))


@app.command(epilog=CANCEL)
def cancel(environment: Environment, name: Name, as_json: Json = False) -> None:
    """End a replay; what it gave back stays where it is."""
    with one_line():
        cancelled = _replays(environment).cancel(name)
        emit(figures(cancelled), render_replay(cancelled), as_json=as_json)


def _stack(environment: str) -> DeployedStack:
    return DeployedStack(client("cloudformation"), environment, "Events")


def _replays(environment: str) -> ArchiveReplays:
    events = client("events")
    return ArchiveReplays(events, BusArchive.named(events, _stack(environment)["BusArchive"]))


def _announce(*lines: str | None) -> None:
    """Print on stderr, before anything starts."""
    for each in filter(None, lines):
        say(each, err=True)


STEPS = 1000


def follow(replays: ArchiveReplays, name: str, *, wait: bool, as_json: bool) -> int:
    """Tell how the replay ended, or without waiting how it stands; return an exit code."""
    try:
        replay = _follow(replays, name) if wait else replays.look(name)
    except KeyboardInterrupt:
        warn(f"{name} goes on; sluice events replays says how far it is")
        return INTERRUPTED
    emit(figures(replay), render_replay(replay), as_json=as_json)
    return FAILED if replay.has_ended and not replay.is_done else DONE


def _follow(replays: ArchiveReplays, name: str) -> ArchiveReplay:
    """Show how much of the window's time is given back: the number of events isn't known."""
    state = TextColumn("{task.fields[state]}")
    with bars(TextColumn(name), BarColumn(bar_width=24), TaskProgressColumn(), state) as bar:
        task = bar.add_task("", total=STEPS, state="")
        for replay in replays.watch(name):
            bar.update(task, completed=STEPS * replay.window.share(replay.last), state=replay.state.lower())
    return replay


def figures(replay: ArchiveReplay) -> dict[str, Any]:
    """Return a replay for programs."""
    return {
        "replay": replay.name,
        "state": replay.state,
        "from": replay.window.start.isoformat(),
        "to": replay.window.end.isoformat(),
        "last_event": replay.last.isoformat() if replay.last else None,
        "reason": replay.reason,
    }


def render_replay(replay: ArchiveReplay) -> str:
    """Render a replay for people: the time of the last event says how far it came."""
    last = f", the last event of {replay.last:%Y-%m-%d %H:%M:%S} UTC" if replay.last else ", no event yet"
    reason = f" ({replay.reason})" if replay.reason else ""
    return f"{replay.name}: {replay.state.lower()}{reason}, {replay.window}{last}"
