"""Show how far long work is, on a terminal."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

Show = Callable[[int, int], None]
"""Takes how much is done, and of how much (0: not known)."""
T = TypeVar("T")


def bars(*columns: ProgressColumn) -> Progress:
    """Make bars on stderr that go with the work; nothing where stderr is no terminal."""
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


@contextmanager
def progress(what: str) -> Iterator[Show]:
    """Show a bar while the work goes on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with bars(*columns) as bar:
        task = bar.add_task(what, total=None)

        def show(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of or None)

        yield show


def add_up(tallies: Iterable[Counter[str]], doing: str, total: int) -> Counter[str]:
    """Add up what becomes of so many things, and show how many are done."""
    whole: Counter[str] = Counter()
    with progress(doing) as show:
        for tally in tallies:
            whole.update(tally)
            show(whole.total(), total)
    return whole


def passed(things: Sequence[T], doing: str) -> Iterator[T]:
    """Yield one after the other, and show how many are done."""
    with progress(doing) as show:
        for done, each in enumerate(things):
            show(done, len(things))
            yield each
