"""What a run is to work on, as the job's arguments."""

from datetime import UTC, datetime

from sluice.cloud import NotNow

HOUR, DAY = "%Y-%m-%dT%H", "%Y-%m-%d"
WRITTEN = {HOUR: "an hour of UTC as 2017-12-22T17", DAY: "a day as 2017-12-22"}


class Unclear(NotNow):
    """Nobody knows what was asked for."""


def hours(start: str | None, end: str | None) -> dict[str, str]:
    """Arrival hours from `start` to before `end`; raises Unclear."""
    first, last = _read("--from", start, HOUR), _read("--to", end, HOUR)
    if first and last and first >= last:
        raise Unclear(f"--to is {end}: it must come after --from, it is the first hour that is left out")
    return _window(first, last)


def days(start: str | None, end: str | None) -> dict[str, str]:
    """Business days from `start` to `end`, both among them; raises Unclear."""
    first, last = _read("--from", start, DAY), _read("--to", end, DAY)
    if first and last and first > last:
        raise Unclear(f"--to is {end}: it can't come before --from")
    return _window(first, last)


def file(key: str | None) -> dict[str, str]:
    """A file of the landing bucket, or all that wait."""
    return {"--FILE": key} if key else {}


def _window(first: str | None, last: str | None) -> dict[str, str]:
    if last and not first:
        raise Unclear("--to needs --from")
    return {name: each for name, each in (("--FROM", first), ("--TO", last)) if each}


def _read(option: str, text: str | None, form: str) -> str | None:
    """As the jobs read it, with zeros in front: so the texts sort as their times do."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC).strftime(form)
    except ValueError:
        raise Unclear(f"{option} is {text}: write {WRITTEN[form]}") from None
