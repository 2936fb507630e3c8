"""What a refused record says plainly, so that a store learns of it: store, day and amount.

Never the sale's id: rows of the quarantine that have one count as sales that a rule has set aside.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from contracts.fields import Text
from domain import EVENT
from domain.sale import Cents

STORE = re.compile(rb'"store_id"\s*:\s*"([^"\\]{1,64})"')
SALE_ID = re.compile(rb'"sale_id"\s*:\s*"([^"\\]{1,160})"')


def read_refused(data: bytes) -> Mapping[str, Any]:
    """Return store_id, business_day and net_cents of a record; None for what it doesn't say plainly."""
    try:
        payload = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return {"store_id": _text(_only(STORE, data)), "business_day": _day(_only(SALE_ID, data))}
    if not isinstance(payload, dict):
        return {}
    return {
        "store_id": _text(payload.get("store_id")),
        "business_day": _day(payload.get("sale_id")),
        "net_cents": _net(payload.get("lines")),
    }


def _only(field: re.Pattern[bytes], data: bytes) -> str | None:
    """Return the one value that a torn or doubled record has of a field."""
    found = {*field.findall(data)}
    return found.pop().decode(errors="replace") if len(found) == 1 else None


def _text(value: object) -> str | None:
    """Return a code as people may see it, and nothing that is refused for what it holds."""
    text = _as(value, Text)
    return text if text and text.isprintable() and not EVENT.holds_card_number(text.encode()) else None


def _day(sale_id: object) -> date | None:
    parts = sale_id.split("/") if isinstance(sale_id, str) else []
    return _as(parts[1], date) if len(parts) == 4 else None


def _net(lines: object) -> int | None:
    """Add up the lines less their coupons, if every line has its amount."""
    amounts = [_line(line) for line in lines] if isinstance(lines, list) else []
    known = [cents for cents in amounts if cents is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _line(line: object) -> int | None:
    fields = line if isinstance(line, dict) else {}
    off = fields.get("discounts") or {}
    coupon = off.get("coupon", 0) if isinstance(off, dict) else None
    total, taken = _as(fields.get("total_cents"), Cents), _as(coupon, Cents)
    return None if total is None or taken is None else total - taken


def _as(value: object, type_: Any) -> Any:  # noqa: ANN401 (an annotated type, and its value)
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError:
        return None
