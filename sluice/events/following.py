"""Follows a replay to its end, and says how far it is."""

from typing import Any

from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from typer import echo

from sluice.command import DONE, FAILED, INTERRUPTED, tell
from sluice.events.replays import Replay, Replays
from sluice.showing import bars

STEPS = 1000


def answer(replays: Replays, name: str, *, wait: bool, as_json: bool) -> int:
    """Tell how the replay ended, or without waiting how it stands; return an exit code."""
    try:
        replay = _follow(replays, name) if wait else replays.look(name)
    except KeyboardInterrupt:
        echo(f"sluice: {name} goes on; sluice events replays tells how far it is", err=True)
        return INTERRUPTED
    tell(figures(replay), line(replay), as_json=as_json)
    return FAILED if replay.has_ended and not replay.is_done else DONE


def _follow(replays: Replays, name: str) -> Replay:
    """Nobody knows how many events there are: a bar shows how much of the window's time is given back."""
    state = TextColumn("{task.fields[state]}")
    with bars(TextColumn(name), BarColumn(bar_width=24), TaskProgressColumn(), state) as bar:
        task = bar.add_task("", total=STEPS, state="")
        for replay in replays.watch(name):
            bar.update(task, completed=STEPS * replay.window.share(replay.last), state=replay.state.lower())
    return replay


def figures(replay: Replay) -> dict[str, Any]:
    """A replay for programs."""
    return {
        "replay": replay.name,
        "state": replay.state,
        "from": replay.window.start.isoformat(),
        "to": replay.window.end.isoformat(),
        "last_event": replay.last.isoformat() if replay.last else None,
        "reason": replay.reason,
    }


def line(replay: Replay) -> str:
    """A replay for people: the time of the last event says how far it came."""
    last = f", the last event of {replay.last:%Y-%m-%d %H:%M:%S} UTC" if replay.last else ", no event yet"
    reason = f" ({replay.reason})" if replay.reason else ""
    return f"{replay.name}: {replay.state.lower()}{reason}, {replay.window}{last}"
