"""Read times and windows of them, as options give them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sluice.cloud import NotNow


class InvalidOption(NotNow):
    """An option whose value can't be understood."""


class InvertedWindow(InvalidOption):
    """A window that ends before it begins."""


class FutureTime(InvalidOption):
    """A time that hasn't come."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of times, as `written` tells people; `parse` reads it, of UTC unless it says otherwise.

    A window in times of this form leaves out its last `unit`.
    """

    unit: str
    written: str
    parse: Callable[[str], datetime]


@dataclass(frozen=True, slots=True)
class Time:
    """A time in UTC, and the option that it was written behind."""

    option: str
    text: str
    form: Form
    at: datetime

    def __str__(self) -> str:
        """Return the beginning of every complaint about it."""
        return f"{self.option} is {self.text}"

    def require_after(self, start: "Time") -> None:
        """Raise InvertedWindow if this is the end of a window in which there is nothing."""
        if self.at <= start.at:
            left_out = f"it is the first {self.form.unit} that is left out"
            raise InvertedWindow(f"{self}: it must come after {start.option}, {left_out}")

    def require_past(self, now: datetime) -> None:
        """Raise FutureTime."""
        if self.at > now:
            raise FutureTime(f"{self}: that hasn't come, it is {now:%Y-%m-%dT%H:%M} UTC")


def written_as(*formats: str) -> Callable[[str], datetime]:
    """Return what reads a time of UTC in one of these formats."""

    def parse(text: str) -> datetime:
        for each in formats:
            try:
                return datetime.strptime(text, each).replace(tzinfo=UTC)
            except ValueError:
                continue
        raise ValueError(text)

    return parse


HOUR = Form("hour", "an hour of UTC as 2017-12-22T17", written_as("%Y-%m-%dT%H"))
TIME = Form("time", "a time of UTC as 2017-12-22 or 2017-12-22T17:30", datetime.fromisoformat)


FIRST_YEAR, LAST_YEAR = 2000, 9000
"""Of times that an option takes: far enough from where a calendar ends that a window's edges may be moved."""


def read(option: str, text: str, form: Form) -> Time:
    """Read a time behind an option; raises InvalidOption."""
    try:
        at = form.parse(text)
        in_utc = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InvalidOption(f"{option} is {text}: write {form.written}") from None
    if not FIRST_YEAR <= in_utc.year < LAST_YEAR:
        raise InvalidOption(f"{option} is {text}: write a time of the years {FIRST_YEAR} to {LAST_YEAR - 1}")
    return Time(option, text, form, in_utc)


def read_if_given(option: str, text: str | None, form: Form) -> Time | None:
    """Read a time behind an option that may be left out; raises InvalidOption."""
    return None if text is None else read(option, text, form)


def read_window(start: str, end: str, form: Form) -> tuple[Time, Time]:
    """Read from when to before when, behind --from and --to; raises InvalidOption or InvertedWindow."""
    first, last = read("--from", start, form), read("--to", end, form)
    last.require_after(first)
    return first, last


@dataclass(frozen=True)
class HourWindow:
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


def read_hours(first: str, end: str, *, now: datetime) -> HourWindow:
    """Read a window of hours; raise InvalidOption, InvertedWindow or FutureTime."""
    begins, ends = read_window(first, end, HOUR)
    begins.require_past(now)
    return HourWindow(begins.at, ends.at)


def window_name(start: datetime, end: datetime) -> str:
    """Return a window as a part of a name, in which a colon may not stand."""
    return f"{_compact(start)}-{_compact(end)}"


def _compact(time: datetime) -> str:
    return time.strftime("%Y%m%dT%H%M%S" if time.second else "%Y%m%dT%H%M")
