"""What the demo prints while it runs: each phase, numbered and timed, and the reconciliation."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from demo.check import Check
from twin.loopback import ACCOUNT, REGION

MARKS = {"good": "[green]✓[/]", "bad": "[bold red]✗[/]", "": "[dim]i[/]"}
LEGEND = (
    "✓ as promised, ✗ not as promised, i for information; ~ depends on timing and varies from run to run."
)
WIDTH = 64

Show = Callable[[datetime, int, int, int], None]
"""Shows how far a play is: its time, and how many were sent, settled and put on a bus."""


class Terminal:
    """Writes to a console; keeps the seconds of each phase by its name, and by its title."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = 0
        self._number = 0
        self._is_open = False
        self.seconds: dict[str, float] = {}
        self.seconds_by_title: dict[str, float] = {}

    def say(self, line: str) -> None:
        """Print a line as it is."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def count_phases(self, total: int) -> None:
        """Have every phase from now on say that it is one of so many."""
        self._total = total

    @contextmanager
    def phase(self, name: str, title: str) -> Iterator[None]:
        """Say that a phase begins, time it, and say how long it took."""
        self._begin(title)
        with self._console.status(title):
            began = time.perf_counter()
            yield
        self._end(name, title, time.perf_counter() - began)

    @contextmanager
    def progress(self, name: str, total: int) -> Iterator[Show]:
        """Do as a phase, but show how far it is; `total` is the number of messages."""
        title = f"Sending {total:,} messages"
        columns = (
            TextColumn("{task.fields[clock]}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:>6,.0f} sent, {task.fields[settled]:,} settled", style="dim"),
            TextColumn("{task.fields[events]:,} on a bus", style="dim"),
        )
        shown = self._console.is_terminal
        bar = Progress(*columns, console=self._console, transient=True, disable=not shown)
        self._begin(title)
        began = time.perf_counter()
        with bar:
            task = bar.add_task("", total=total, clock="", settled=0, events=0)

            def show(clock: datetime, sent: int, settled: int, events: int) -> None:
                at = f"{clock:%a %d %b %H:%M}"
                bar.update(task, completed=sent, clock=at, settled=settled, events=events)

            yield show
        self._end(name, title, time.perf_counter() - began)

    @contextmanager
    def steps(self) -> Iterator[Callable[[str], None]]:
        """Take a deployment's lines, "Doing …" and then "  1.2 s", each pair being a phase."""
        status, title = self._console.status(""), ""

        def say(line: str) -> None:
            nonlocal title
            if line.endswith(" …"):
                title = line.removesuffix(" …")
                self._begin(title)
                status.update(title)
                status.start()
            elif line.endswith(" s"):
                status.stop()
                self._end(title, title, float(line.removesuffix(" s")))

        try:
            yield say
        finally:
            status.stop()

    def abandon_phase(self) -> None:
        """End the line of a phase that came to no end."""
        if self._is_open:
            self._console.print()

    def wait(self, endpoint: str, push: str | None) -> None:
        """Say how to reach what is kept at work, and wait for Ctrl-C."""
        if push:
            self.say(f"The push endpoint is {push}; its keys: aws apigateway get-api-keys --include-values")
        self.say(f"It stays at work at {endpoint}, until Ctrl-C. In another shell:")
        self.say(f"export AWS_ENDPOINT_URL={endpoint} AWS_REGION={REGION} AWS_ACCESS_KEY_ID={ACCOUNT}")
        self.say("export AWS_SECRET_ACCESS_KEY=any; . .venv/bin/activate")
        with suppress(KeyboardInterrupt):
            Event().wait()

    def _begin(self, title: str) -> None:
        self._number += 1
        self._title = f"{self._number:>2} of {self._total}  {title}"
        if not self._console.is_terminal:
            # Whoever reads a pipe sees what is going on, and not only what is over.
            self._console.print(f"{self._title:<{WIDTH}}", end="", markup=False, highlight=False)
            self._console.file.flush()
            self._is_open = True

    def _end(self, name: str, title: str, seconds: float) -> None:
        self.seconds[name] = self.seconds_by_title[title] = seconds
        self._is_open = False
        begun = f"{self._title:<{WIDTH}}" if self._console.is_terminal else ""
        self._console.print(f"{begun}[dim]{seconds:>7.1f} s[/]", highlight=False)

    def conclude(self, headline: str, checks: Sequence[Check], lines: Sequence[str], *, good: bool) -> None:
        """Print the reconciliation, other lines, and how it went."""
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
        for justify in ("left", "right", "right", "left"):
            table.add_column(justify=justify)
        for check in checks:
            of = "" if check.of is None else f"[dim]of {check.of:,}[/]"
            mark = f"{MARKS[check.state]}{' [dim]~[/]' if check.varies else ''}"
            table.add_row(check.name, f"{check.count:,}", of, mark)
        self._console.print()
        self._console.print(table, highlight=False)
        self._console.print(LEGEND, style="dim", highlight=False)
        for line in lines:
            self._console.print(line, markup=False, highlight=False)
        self._console.print(f"[{'bold green' if good else 'bold red'}]{headline}[/]", highlight=False)


class Timings:
    """How long each phase took here, by the arguments of a run; in a file that no run depends upon."""

    def __init__(self, path: Path, arguments: str) -> None:
        self._path, self._arguments = path, arguments

    @property
    def last(self) -> Mapping[str, float]:
        """The seconds of the last run with the same arguments, or nothing."""
        last: Mapping[str, float] = self._all().get(self._arguments, {})
        return last

    def summarize(self) -> str:
        """Return how long the phases took together."""
        known = minutes(sum(self.last.values())) if self.last else ""
        return f"together they took {known} the last time here" if known else "not timed here yet"

    def keep(self, seconds: Mapping[str, float]) -> None:
        """Keep the seconds of a run."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps({**self._all(), self._arguments: seconds}, indent=2) + "\n")

    def _all(self) -> dict[str, Mapping[str, float]]:
        try:
            found: dict[str, Mapping[str, float]] = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return found


def minutes(seconds: float) -> str:
    """Return a duration as people say it."""
    whole, rest = divmod(round(seconds), 60)
    return f"{whole} min {rest:02} s" if whole else f"{rest} s"
