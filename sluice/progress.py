"""How far a long work is, for whoever watches a terminal."""

import sys
from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.progress import Progress


def followed(tallies: Iterable[Counter[str]], doing: str, total: int) -> Counter[str]:
    """Add up what becomes of so many things, and show how many are done; where nobody looks, show nothing."""
    whole: Counter[str] = Counter()
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        for tally in tallies:
            whole.update(tally)
            bar.update(task, completed=whole.total())
    return whole
