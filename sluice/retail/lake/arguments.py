"""What a run is to work on, as the job's arguments."""

from datetime import datetime

from sluice.time_options import (
    HOUR,
    Form,
    InvalidOption,
    InvertedWindow,
    Time,
    read,
    read_if_given,
    written_as,
)

HOURS, DAYS = "%Y-%m-%dT%H", "%Y-%m-%d"
"""As the jobs read them."""
DAY = Form("day", "a day as 2017-12-22", written_as(DAYS))


def hours(start: str | None, end: str | None) -> dict[str, str]:
    """Return the arrival hours from `start` to before `end`; raise InvalidOption or InvertedWindow."""
    first, last = _read(start, end, HOUR)
    if first and last:
        last.require_after(first)
    return _window(first, last, HOURS)


def days(start: str | None, end: str | None) -> dict[str, str]:
    """Return the days from `start` to `end`, both among them; raise InvalidOption or InvertedWindow."""
    first, last = _read(start, end, DAY)
    if first and last and first.at > last.at:
        raise InvertedWindow(f"{last}: it can't come before --from")
    return _window(first, last, DAYS)


def curation(
    start: str | None, end: str | None, remake: str | None, *, swap: bool, now: datetime
) -> dict[str, str]:
    """Return the arrival hours to curate, or the day to make again; raise InvalidOption."""
    if remake is None:
        if swap:
            raise InvalidOption("--swap needs --remake")
        return hours(start, end)
    if start or end:
        raise InvalidOption("--remake reads all hours since its day: leave out --from and --to")
    day = read("--remake", remake, DAY)
    day.require_past(now)
    return {"--REMAKE": f"{day.at:{DAYS}}"} | ({"--SWAP": "yes"} if swap else {})


def file(key: str | None) -> dict[str, str]:
    """Return a file of the landing bucket, or nothing for all that wait."""
    return {"--FILE": key} if key else {}


def _read(start: str | None, end: str | None, form: Form) -> tuple[Time | None, Time | None]:
    return read_if_given("--from", start, form), read_if_given("--to", end, form)


def _window(first: Time | None, last: Time | None, written: str) -> dict[str, str]:
    if last and not first:
        raise InvalidOption("--to needs --from")
    return {name: f"{each.at:{written}}" for name, each in (("--FROM", first), ("--TO", last)) if each}
