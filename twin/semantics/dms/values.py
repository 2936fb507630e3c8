"""What becomes of a value of PostgreSQL's on its way through DMS into JSON.

The types: PostgreSQL source, "Source data types for PostgreSQL". How a date or a number looks in JSON isn't
documented but for whole numbers; what is here was taken from the capture, or is modelled.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from twin.errors import TwinError

_MODIFIER = re.compile(r"\(([^()]*)\)")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
LONGEST_INTEGER = 16
"""A longer one comes in scientific notation (Kinesis target)."""
LONGEST_NUMERIC = 38
KIB = 1024

_SAME = {"date": "DATE", "real": "REAL4", "double precision": "REAL8", "bytea": "BLOB", "xml": "CLOB"}
_INTEGERS = {"smallint": "INT16", "integer": "INT32", "bigint": "INT64"}
_LARGE = {"text": "NCLOB", "json": "NCLOB", "jsonb": "NCLOB", "hstore": "NCLOB", "citext": "NCLOB"}
_STRINGS = ("character varying", "character")


class ObjectTruncated(TwinError):
    """A large object is larger than the task takes, and is not to be cut."""


@dataclass(frozen=True, slots=True)
class DmsType:
    """A type as DMS names it, and what a column's definition says besides."""

    name: str
    modifiers: tuple[int, ...] = ()

    @property
    def is_large(self) -> bool:
        """Say whether DMS takes the values for large objects."""
        return self.name in ("BLOB", "CLOB", "NCLOB")


@dataclass(frozen=True, slots=True)
class ValueFormat:
    """What the endpoints' and the task's settings say about values."""

    boolean_as_boolean: bool = False
    hex_prefix: bool = True
    largest_object: int | None = None
    fails_on_truncation: bool = False


@cache
def dms_type(type_: str, *, boolean_as_boolean: bool = False) -> DmsType:
    """Return the type of DMS's that a type of PostgreSQL's, as format_type writes it, is mapped to."""
    modifiers = tuple(map(int, re.findall(r"\d+", "".join(_MODIFIER.findall(type_)))))
    base = _MODIFIER.sub("", type_)
    if base.endswith("[]"):
        return DmsType("NCLOB")
    if base == "boolean":
        return DmsType("BOOLEAN") if boolean_as_boolean else DmsType("STRING", (5,))
    if base == "numeric":
        return (
            DmsType("NUMERIC", modifiers) if (modifiers or (28,))[0] <= LONGEST_NUMERIC else DmsType("STRING")
        )
    if base in _STRINGS:
        return DmsType("WSTRING", modifiers)
    if base.startswith("timestamp"):
        return DmsType("DATETIME")
    if base.startswith("time "):
        return DmsType("TIME")
    return DmsType((_INTEGERS | _LARGE | _SAME).get(base, "STRING"), modifiers)


def json_value(type_: str, text: str | None, format_: ValueFormat) -> Any:  # noqa: ANN401 (JSON)
    """Return a value, as PostgreSQL writes it, as what goes into the record."""
    if text is None:
        return None
    known = dms_type(type_, boolean_as_boolean=format_.boolean_as_boolean)
    if known.is_large:
        return _large(known, text, format_)
    if known.name in _INTEGERS.values():
        return _integer(text)
    if known.name == "BOOLEAN":
        return text.startswith("t")
    if type_ == "boolean":
        return "true" if text.startswith("t") else "false"
    if known.name in ("NUMERIC", "REAL4", "REAL8"):
        return msgspec.Raw(text.encode()) if _NUMBER.fullmatch(text) else _special(text)
    return _instant(text) if known.name == "DATETIME" else text


def _integer(text: str) -> Any:  # noqa: ANN401 (JSON)
    """How many digits are left of a long one isn't documented: modelled as all of them."""
    digits = text.lstrip("-")
    if len(digits) <= LONGEST_INTEGER:
        return int(text)
    sign = "-" if text.startswith("-") else ""
    return msgspec.Raw(f"{sign}{digits[0]}.{digits[1:]}e+{len(digits) - 1:02}".encode())


def _special(text: str) -> Any:  # noqa: ANN401 (JSON)
    """Return a number with an exponent as it is; JSON has no other, so that what is none is text."""
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
    return msgspec.Raw(text.encode())


def _instant(text: str) -> str:
    """In UTC, as the session that reads has it; infinities as the page's table of types says."""
    if text == "infinity":
        return "9999-12-31T23:59:59Z"
    return text.removesuffix("+00").replace(" ", "T", 1) + "Z"


def _large(known: DmsType, text: str, format_: ValueFormat) -> str:
    """Cut a large object: "limited LOB mode … truncates" (Task settings); NCLOB by two bytes a character.

    Bytes are hexadecimal, with 0x before them unless NoHexPrefix (modelled after the endpoint's setting).
    """
    is_binary = known.name == "BLOB"
    written = text.removeprefix("\\x") if is_binary else text
    cut = _cut(written, format_.largest_object, letters_a_byte=2 if is_binary else 0.5)
    if len(cut) < len(written) and format_.fails_on_truncation:
        raise ObjectTruncated(
            f"A large object of {len(text):,} characters is over LobMaxSize ({format_.largest_object:,} "
            "bytes), and FailTasksOnLobTruncation is set: raise LobMaxSize, and resume."
        )
    return f"0x{cut}" if is_binary and format_.hex_prefix else cut


def _cut(text: str, limit: int | None, *, letters_a_byte: float) -> str:
    return text if limit is None else text[: int(limit * letters_a_byte)]
