"""Which events a replay gives back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sluice.cloud import NotNow

# "We recommend you delay replaying archived events for 10 minutes to make sure all events are replayed":
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
DELAY = timedelta(minutes=10)


class UnclearTime(NotNow):
    """Nobody knows which time is meant."""


class EndsBeforeItStarts(NotNow):
    """The window has nothing in it."""


class StillToCome(NotNow):
    """Nothing has happened yet that could be replayed."""


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
        """As a part of a replay's name, in which a colon may not stand."""
        return f"{_compact(self.start)}-{_compact(self.end)}"

    def share(self, last: datetime | None) -> float:
        """How much of it lies before `last`, from 0 to 1."""
        return (last - self.start) / (self.end - self.start) if last else 0.0


def asked(start: str, end: str, now: datetime) -> Window:
    """What somebody asks for; raises UnclearTime, EndsBeforeItStarts, StillToCome."""
    window = Window(_read("--from", start), _read("--to", end))
    if window.start >= window.end:
        raise EndsBeforeItStarts(
            f"--to is {end}: it must come after --from, it is the first time to leave out"
        )
    if window.end > now:
        raise StillToCome(f"--to is {end}, and it is only {_told(now)} UTC: ask for what has happened")
    return window


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


def _read(option: str, text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UnclearTime(f"{option} is {text}: write a time of UTC as 2017-12-22T17:30") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _told(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S" if time.second else "%Y-%m-%d %H:%M")


def _compact(time: datetime) -> str:
    return time.strftime("%Y%m%dT%H%M%S" if time.second else "%Y%m%dT%H%M")
