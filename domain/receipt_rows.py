"""A database's table of receipts: its rows become the sales that tills and files send."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from contracts.codes import code_fault
from contracts.event_type import Columns
from contracts.numbers import json_number
from contracts.refusals import BrokenContract, Reason
from domain.accounts import member_fault
from domain.money import parse_cents
from domain.receipts import DISCOUNTS, render_receipt

LINES = "lines"
"""A column of JSON, which DMS delivers as text; its elements have the columns of a store file's lines."""
AMOUNTS = ("total", *DISCOUNTS.values())
IN_CENTS = "_cents"

_lines = msgspec.json.Decoder(list[dict[str, Any]], float_hook=json_number)


def sale_of_row(columns: Columns) -> bytes:
    """Return a row's sale, spelled as its till spells it; raise BrokenContract if the row makes none."""
    values = {name: _value(columns, name, parse) for name, parse in COLUMNS.items()}
    return render_receipt(values, [_line(each) for each in _lines_of(columns)])


def _line(columns: Columns) -> Mapping[str, Any]:
    amounts = {name: _amount(columns, name) for name in AMOUNTS}
    return {
        "sku": _value(columns, "sku", _code),
        "quantity": _value(columns, "quantity", _whole),
        "weight_grams": _weight(columns),
        **amounts,
    }


def _weight(columns: Columns) -> int | None:
    given = columns.get("weight_grams")
    return None if given is None else int(_parse("weight_grams", _whole, given))


def _lines_of(columns: Columns) -> Sequence[Columns]:
    lines = columns.get(LINES)
    try:
        return (
            _lines.decode(lines) if isinstance(lines, str) else msgspec.convert(lines, list[dict[str, Any]])
        )
    except (msgspec.DecodeError, RecursionError):
        raise _bad(LINES, "is no JSON list of lines") from None


def _amount(columns: Columns, name: str) -> int | None:
    """Dollars, or whole cents under a name that says so, as in a store's file."""
    if (whole := columns.get(name + IN_CENTS)) is not None:
        return int(_parse(name + IN_CENTS, _whole, whole))
    given = columns.get(name)
    if given is None:
        if name not in DISCOUNTS.values():
            raise _bad(f"{LINES}.{name}", "is missing")
        return None
    return int(_parse(name, _cents, given))


def _value(columns: Columns, name: str, parse: Callable[[Any], Any]) -> Any:  # noqa: ANN401 (a column's)
    value = columns.get(name)
    if value is None and name != "loyalty_id":
        raise _bad(name, "is missing")
    return None if value is None else _parse(name, parse, value)


def _parse(name: str, parse: Callable[[Any], Any], value: object) -> Any:  # noqa: ANN401 (a column's)
    try:
        return parse(value)
    except ValueError:
        raise _bad(name, "isn't what a receipt has there") from None


def _code(value: object) -> str:
    """Numbers of stores and receipts are texts to a till, whatever their column is."""
    return _faultless(str(value), code_fault)


def _member(value: object) -> str:
    return _faultless(str(value), member_fault)


def _faultless(text: str, fault: Callable[[str], str | None]) -> str:
    if text and (why := fault(text)):
        raise ValueError(why)
    return text


def _day(value: object) -> str:
    return datetime.fromisoformat(str(value)).date().isoformat()


def _time(value: object) -> str:
    """As tills write it: in UTC, without a fraction that says nothing."""
    time = datetime.fromisoformat(str(value))
    if time.tzinfo is None:
        raise ValueError("without a zone")
    utc = time.astimezone(UTC)
    fraction = f"{utc.microsecond:06}".rstrip("0")
    return f"{utc:%Y-%m-%dT%H:%M:%S}{f'.{fraction}' if fraction else ''}Z"


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("not a whole number")  # noqa: TRY004 (as the other parsers do)
    return value


def _cents(value: object) -> int:
    return parse_cents(f"{value:f}" if isinstance(value, Decimal) else str(value))


def _bad(field: str, why: str) -> BrokenContract:
    return BrokenContract(Reason.WRONG_SHAPE, f"data.{field}", why)


COLUMNS: Mapping[str, Callable[[Any], Any]] = {
    "store_id": _code,
    "business_day": _day,
    "register_id": _code,
    "sequence": _code,
    "occurred_at": _time,
    "loyalty_id": _member,
    "payment_token": _code,
}
