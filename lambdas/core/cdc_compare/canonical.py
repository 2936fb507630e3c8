"""Values in one spelling, whether PostgreSQL wrote them as text or DMS as JSON."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

import msgspec

DIGEST_BYTES = 16

_encode = msgspec.json.Encoder(decimal_format="number", order="sorted").encode
_json = msgspec.json.Decoder(float_hook=lambda text: Decimal(text).normalize())


def digest(columns: Mapping[str, Any], types: Mapping[str, str]) -> bytes:
    """Tell rows apart by the columns that the source has now; one that is missing is null."""
    spelled = {name: canonicalize(columns.get(name), type_) for name, type_ in types.items()}
    return blake2b(_encode(spelled), digest_size=DIGEST_BYTES).digest()


def canonicalize(value: object, type_: str) -> Any:  # noqa: ANN401 (JSON)
    """Return a value of a type of PostgreSQL's in its one spelling; what can't be read stays as it is."""
    if value is None:
        return None
    try:
        return _PARSERS.get(type_, _text)(value)
    except (ValueError, InvalidOperation, msgspec.DecodeError):
        return str(value)


def key_value(value: object, type_: str) -> Any:  # noqa: ANN401 (JSON)
    """Return a value as DMS has it in a row's key: numbers as numbers, everything else as text."""
    spelled = canonicalize(value, type_)
    return Decimal(spelled) if type_ == "numeric" else spelled


def _text(value: object) -> str:
    return str(value)


def _flag(value: object) -> bool:
    said = str(value).lower()
    if said not in ("t", "f", "true", "false"):
        raise ValueError("neither true nor false")
    return said.startswith("t")


def _whole(value: object) -> int:
    return int(Decimal(str(value)))


def _number(value: object) -> str:
    number = Decimal(str(value))
    return str(number.normalize()) if number.is_finite() else str(number)


def _float(value: object) -> str:
    return repr(float(str(value)))


def _time(value: object) -> str:
    """DMS writes every time with a Z; the session that reads the source has UTC."""
    time = datetime.fromisoformat(str(value))
    utc = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    fraction = f"{utc.microsecond:06}".rstrip("0")
    return f"{utc:%Y-%m-%dT%H:%M:%S}{f'.{fraction}' if fraction else ''}Z"


def _day(value: object) -> str:
    return datetime.fromisoformat(str(value)).date().isoformat()


def _document(value: object) -> Any:  # noqa: ANN401 (JSON)
    return _json.decode(value) if isinstance(value, str) else value


def _bytes(value: object) -> str:
    return str(value).removeprefix("\\x").removeprefix("0x").lower()


# By format_type's names without their modifiers:
# https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG
_PARSERS: Mapping[str, Callable[[object], Any]] = {
    "boolean": _flag,
    "smallint": _whole,
    "integer": _whole,
    "bigint": _whole,
    "numeric": _number,
    "real": _float,
    "double precision": _float,
    "date": _day,
    "timestamp without time zone": _time,
    "timestamp with time zone": _time,
    "json": _document,
    "jsonb": _document,
    "bytea": _bytes,
}
