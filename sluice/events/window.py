"""Which events a replay gives back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sluice.asked import TIME, read_window, window_name
from sluice.cloud import NotNow

# "We recommend you delay replaying archived events for 10 minutes to make sure all events are replayed":
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
DELAY = timedelta(minutes=10)


class Forgotten(NotNow):
    """The archive doesn't keep events for so long."""


@dataclass(frozen=True)
class Window:
    """Events with a time from `start` to before `end`."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        """Without seconds if there are none."""
        return f"{_told(self.start)} to {_told(self.end)} UTC"

    @property
    def name(self) -> str:
        """As a part of a replay's name."""
        return window_name(self.start, self.end)

    def share(self, last: datetime | None) -> float:
        """How much of it lies before `last`, from 0 to 1."""
        return (last - self.start) / (self.end - self.start) if last else 0.0


def asked(start: str, end: str, now: datetime) -> Window:
    """Read a window as somebody writes it; raises Unclear, Backwards or NotYet."""
    first, last = read_window(start, end, TIME)
    last.require_past(now)
    return Window(first.at, last.at)


def require_kept(window: Window, days: int, now: datetime) -> None:
    """Raise Forgotten if an archive that keeps events for so many days, 0 being for ever, has lost some."""
    if days and window.start < (oldest := now - timedelta(days=days)):
        raise Forgotten(
            f"--from is {_told(window.start)}: the archive keeps {days} days, back to {_told(oldest)}"
        )


def warning(window: Window, now: datetime) -> str | None:
    """What is to be said of an end so near that the archive may not have all of it."""
    if window.end <= now - DELAY:
        return None
    return "the archive may lack what happened in the last 10 minutes: replay those again later"


def _told(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S" if time.second else "%Y-%m-%d %H:%M")
