"""Which arrival hours are meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sluice import asked
from sluice.asked import HOUR, Unclear


class NotYet(Unclear):
    """Hours that haven't come."""


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
    """Read a window as somebody writes it; raises Unclear or NotYet."""
    given = asked.hours(first, end)
    window = Window(_read(given["--FROM"]), _read(given["--TO"]))
    if window.start > now:
        raise NotYet(f"--from is {first}: that hour hasn't come, it is {now:{HOUR}} UTC")
    return window


def _read(text: str) -> datetime:
    return datetime.strptime(text, HOUR).replace(tzinfo=UTC)
