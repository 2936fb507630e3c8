"""Which arrival hours are meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sluice.asked import HOUR, read_window


@dataclass(frozen=True)
class Window:
    """The arrival hours from `start` to before `end`, by the names of the keys."""

    start: datetime
    end: datetime

    def __iter__(self) -> Iterator[datetime]:
        hour = self.start
        while hour < self.end:
            yield hour
            hour += timedelta(hours=1)

    def __len__(self) -> int:
        return int((self.end - self.start) / timedelta(hours=1))


def hours(first: str, end: str, *, now: datetime) -> Window:
    """Read a window as somebody writes it; raises Unclear, Backwards or NotYet."""
    begins, ends = read_window(first, end, HOUR)
    begins.require_past(now)
    return Window(begins.at, ends.at)
