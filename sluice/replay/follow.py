"""Shows a replay while it runs, on stderr: a bar for a terminal, lines for a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from sluice.replay.monitor import ReplayMonitor
from sluice.replay.replay_status import ReplayStatus

PAUSES = (1.0, 2.0, 3.0, 5.0, 8.0)
Show = Callable[[ReplayStatus, str], None]


def follow(watch: ReplayMonitor, run_id: str, sleep: Callable[[float], None] = time.sleep) -> ReplayStatus:
    """Show what is done until nothing more happens by itself; return it as it is then."""
    looking = looks(watch, run_id, sleep)
    seen = first = next(looking)
    began = time.monotonic()
    with _shown() as show:
        for seen in chain([first], looking):
            show(seen, _speed(seen, first.dealt_with, time.monotonic() - began))
    return seen


def looks(
    watch: ReplayMonitor, run_id: str, sleep: Callable[[float], None] = time.sleep
) -> Iterator[ReplayStatus]:
    """Look again and again, until nothing more happens by itself."""
    for pause in _pauses():
        seen = watch.look(run_id)
        yield seen
        if seen.over:
            return
        sleep(pause)


def _speed(seen: ReplayStatus, first: int, seconds: float) -> str:
    """Return the speed of what was seen, not of what was asked for."""
    rate = (seen.dealt_with - first) / seconds if seconds else 0
    if rate <= 0:
        return "not moving yet"
    return f"{rate:,.0f} a second, {max(0, seen.run.records - seen.dealt_with) / rate / 60:,.1f} minutes left"


@contextmanager
def _shown() -> Iterator[Show]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (TextColumn("{task.fields[id]}"), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("", id="")

        def show(seen: ReplayStatus, speed: str) -> None:
            bars.update(
                bar,
                total=seen.run.records,
                completed=seen.dealt_with,
                description=_told(seen, speed),
                id=seen.run.id,
            )

        yield show


def _lines(console: Console) -> Show:
    before = ""

    def show(seen: ReplayStatus, speed: str) -> None:
        nonlocal before
        if (now := _told(seen, "")) != before:
            console.print(f"{seen.run.id}: {_told(seen, speed)}", soft_wrap=True, highlight=False)
            before = now

    return show


def _told(seen: ReplayStatus, speed: str) -> str:
    return f"{seen.progress.sent:,} of {seen.run.records:,} records sent" + (f", {speed}" if speed else "")


def _pauses() -> Iterator[float]:
    yield from PAUSES
    while True:
        yield PAUSES[-1]
