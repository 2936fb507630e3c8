"""From a field's text to its value."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from contracts.numbers import cents
from jobs.landing.faults import Fault
from lake.kinds import Cell

LONGEST_TEXT = 64
_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")

Parse = Callable[[str], Any]


def text(field: str) -> str:
    """Text such as the contract of sales takes."""
    if len(field) > LONGEST_TEXT or not field.isprintable():
        raise ValueError("too long, or unprintable")
    return field


def whole(field: str) -> int:
    """A whole number."""
    if not _WHOLE.fullmatch(field):
        raise ValueError("not a whole number")
    return int(field)


def day(field: str) -> date:
    """A day in the one notation that sale ids have."""
    if not _DAY.fullmatch(field):
        raise ValueError("not a day")
    return date.fromisoformat(field)


def time(field: str) -> str:
    """A time of RFC 3339, as it stands: a sale that was also sent by its till keeps the same payload."""
    try:
        msgspec.convert(field, Annotated[datetime, Meta(tz=True)])
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    return field


def flag(field: str) -> bool:
    """Yes or no."""
    said = field.lower()
    if said not in _YES + _NO:
        raise ValueError("neither yes nor no")
    return said in _YES


CELLS: Mapping[Cell, tuple[Parse, Fault]] = {
    Cell.TEXT: (text, Fault.TEXT),
    Cell.WHOLE: (whole, Fault.WHOLE),
    Cell.AMOUNT: (cents, Fault.AMOUNT),
    Cell.DAY: (day, Fault.DAY),
    Cell.TIME: (time, Fault.TIME),
    Cell.FLAG: (flag, Fault.FLAG),
}
IN_CENTS: tuple[Parse, Fault] = (whole, Fault.CENTS)
