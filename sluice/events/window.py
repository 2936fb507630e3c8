"""Which events a replay gives back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sluice.cloud import NotNow
from sluice.time_options import TIME, read_window, window_name

# "We recommend you delay replaying archived events for 10 minutes to make sure all events are replayed":
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
DELAY = timedelta(minutes=10)


class RetentionExceeded(NotNow):
    """The archive doesn't keep events for so long."""


@dataclass(frozen=True)
class EventWindow:
    """The events with a time from `start` to before `end`."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        """Render it, without seconds if there are none."""
        return f"{_text(self.start)} to {_text(self.end)} UTC"

    @property
    def name(self) -> str:
        """The window as a part of a replay's name."""
        return window_name(self.start, self.end)

    def share(self, last: datetime | None) -> float:
        """Return how much of it lies before `last`, from 0 to 1."""
        return (last - self.start) / (self.end - self.start) if last else 0.0


def read_event_window(start: str, end: str, now: datetime) -> EventWindow:
    """Read a window; raise InvalidOption, InvertedWindow or FutureTime."""
    first, last = read_window(start, end, TIME)
    last.require_past(now)
    return EventWindow(first.at, last.at)


def require_kept(window: EventWindow, days: int, now: datetime) -> None:
    """Raise RetentionExceeded if an archive has lost some; it keeps events for `days`, 0 being for ever."""
    if days and window.start < (oldest := now - timedelta(days=days)):
        raise RetentionExceeded(
            f"--from is {_text(window.start)}: the archive keeps {days} days, back to {_text(oldest)}"
        )


def warning(window: EventWindow, now: datetime) -> str | None:
    """Return a warning for an end so near that the archive may not have all of it."""
    if window.end <= now - DELAY:
        return None
    return "the archive may lack what happened in the last 10 minutes: replay those again later"


def _text(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S" if time.second else "%Y-%m-%d %H:%M")
