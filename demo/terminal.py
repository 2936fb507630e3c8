"""What the demo says while it runs: phases with their seconds, progress, the reconciliation."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table

from twin.loopback import ACCOUNT, REGION

if TYPE_CHECKING:
    from demo.report import Report

MARKS = {"good": "[green]✓[/]", "bad": "[bold red]✗[/]", "": ""}


class Terminal:
    """Writes to a console; keeps the seconds of each phase in `seconds`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.seconds: dict[str, float] = {}

    def say(self, line: str) -> None:
        """Print a line as it is."""
        self._console.print(line, markup=False, highlight=False)

    @contextmanager
    def phase(self, name: str, doing: str) -> Iterator[None]:
        """Time a phase under its name, and print it with its seconds when it is over."""
        with self._timed(name, doing), self._console.status(doing):
            yield

    @contextmanager
    def playing(self, name: str, doing: str, total: int) -> Iterator["Playing"]:
        """As a phase, but show how far it is; `total` is the number of messages."""
        columns = (
            TextColumn("{task.fields[clock]}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:>6,.0f} sent, {task.fields[settled]:,} settled", style="dim"),
            TextColumn("{task.fields[told]}"),
        )
        shown = self._console.is_terminal
        progress = Progress(*columns, console=self._console, transient=True, disable=not shown)
        with self._timed(name, doing), progress:
            yield Playing(progress, progress.add_task("", total=total, clock="", settled=0, told=""))

    @contextmanager
    def steps(self) -> Iterator[Callable[[str], None]]:
        """Take a deployment's lines, "Doing …" and then "  1.2 s", and print each step when it is over."""
        status, doing = self._console.status(""), ""

        def say(line: str) -> None:
            nonlocal doing
            if line.endswith(" …"):
                doing = line.removesuffix(" …")
                status.update(doing)
                status.start()
            elif line.endswith(" s"):
                status.stop()
                self._told(doing, float(line.removesuffix(" s")))

        try:
            yield say
        finally:
            status.stop()

    def wait(self, endpoint: str) -> None:
        """Wait for Ctrl-C."""
        self.say(f"Running at {endpoint}: {REGION}, access key {ACCOUNT}, any secret. Ctrl-C ends it.")
        with suppress(KeyboardInterrupt):
            Event().wait()

    @contextmanager
    def _timed(self, name: str, doing: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began
        self._told(doing, self.seconds[name])

    def _told(self, what: str, seconds: float) -> None:
        self._console.print(f"{what:<58}[dim]{seconds:>7.1f} s[/]", highlight=False)

    def conclude(self, report: "Report", files: Mapping[str, Path]) -> None:
        """Print the reconciliation, what is wrong by name, and where to look."""
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
        for justify in ("left", "right", "right", "left"):
            table.add_column(justify=justify)
        for check in report.checks:
            of = "" if check.of is None else f"[dim]of {check.of:,}[/]"
            table.add_row(check.name, f"{check.count:,}", of, MARKS[check.state])
        self._console.print()
        self._console.print(table, highlight=False)
        self._console.print()
        for culprit in report.culprits:
            self.say(f"  {culprit}")
        colour = "bold green" if report.ok else "bold red"
        self._console.print(f"[{colour}]{report.headline}[/]", highlight=False)
        for what, path in files.items():
            self.say(f"{what:<8} {path}")


class Playing:
    """A progress bar of a play."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def show(self, clock: datetime, sent: int, settled: int, suspected: int, low: int) -> None:
        """Move on to a time of the source: messages sent, effects settled, what the bus was told."""
        told = f"{suspected:,} suspected, {low:,} low" if suspected or low else ""
        at = f"{clock:%a %d %b %H:%M}"
        self._progress.update(self._task, completed=sent, clock=at, settled=settled, told=told)
