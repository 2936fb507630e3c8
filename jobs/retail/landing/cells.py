"""From a field's text to its value."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

import msgspec
from msgspec import Meta

from contracts.codes import is_spreadsheet_error, is_zero, rewriting_fault, says_nothing
from domain.money import parse_cents
from domain.weights import UNITS
from jobs.retail.landing.faults import Fault
from lake.kinds import CellType

LONGEST_TEXT = 64
_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")

Parse = Callable[[str], Any]


class BadCell(ValueError):
    """A field with a fault of its own, other than not being what its column holds."""

    def __init__(self, fault: Fault, **details: object) -> None:
        super().__init__(fault.code)
        self.fault, self.details = fault, details


def text(field: str) -> str:
    """Return text such as the contract of sales takes; raise BadCell for an error of a spreadsheet."""
    if is_spreadsheet_error(field):
        raise BadCell(Fault.FORMULA)
    if len(field) > LONGEST_TEXT or not field.isprintable():
        raise ValueError("too long, or unprintable")
    return field


def code(field: str) -> str:
    """Return a code; raise BadCell for one that says nothing, or that a spreadsheet rewrote."""
    read = text(field)
    if says_nothing(read):
        raise BadCell(Fault.NOTHING)
    if why := rewriting_fault(read):
        raise BadCell(Fault.REWRITTEN, why=why)
    return read


def owner(field: str) -> str:
    """Return the code of an owner, whom zero doesn't name; raise BadCell."""
    if is_zero(field):
        raise BadCell(Fault.NOTHING)
    return code(field)


def whole(field: str) -> int:
    """Return a whole number."""
    if not _WHOLE.fullmatch(field):
        raise ValueError("not a whole number")
    return int(field)


def decimal(field: str) -> Decimal:
    """Return a number as it is written."""
    if not _DECIMAL.fullmatch(field):
        raise ValueError("not a number")
    return Decimal(field)


def unit(field: str) -> str:
    """Return a unit by the name that the domain has for it."""
    if (name := UNITS.get(field.lower().rstrip("."))) is None:
        raise ValueError("not a unit")
    return name


def day(field: str) -> date:
    """Return a day in the one notation that sale ids have."""
    if not _DAY.fullmatch(field):
        raise ValueError("not a day")
    return date.fromisoformat(field)


def time(field: str) -> str:
    """Return a time of RFC 3339 as it stands: a sale that its till sent, too, keeps the same payload."""
    try:
        msgspec.convert(field, Annotated[datetime, Meta(tz=True)])
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    return field


def zone(field: str) -> str:
    """Return a zone by its name in the database of time zones: https://www.iana.org/time-zones."""
    if field not in _zones():
        raise ValueError("not a time zone")
    return field


@cache
def _zones() -> frozenset[str]:
    """Look for them once: they are some 600 files."""
    return frozenset(available_timezones())


def flag(field: str) -> bool:
    """Return whether a field says yes."""
    said = field.lower()
    if said not in _YES + _NO:
        raise ValueError("neither yes nor no")
    return said in _YES


CELLS: Mapping[CellType, tuple[Parse, Fault]] = {
    CellType.TEXT: (text, Fault.TEXT),
    CellType.CODE: (code, Fault.TEXT),
    CellType.OWNER: (owner, Fault.TEXT),
    CellType.WHOLE: (whole, Fault.WHOLE),
    CellType.DECIMAL: (decimal, Fault.NUMBER),
    CellType.UNIT: (unit, Fault.UNIT),
    CellType.AMOUNT: (parse_cents, Fault.AMOUNT),
    CellType.DAY: (day, Fault.DAY),
    CellType.TIME: (time, Fault.TIME),
    CellType.ZONE: (zone, Fault.ZONE),
    CellType.FLAG: (flag, Fault.FLAG),
}
IN_CENTS: tuple[Parse, Fault] = (whole, Fault.CENTS)
