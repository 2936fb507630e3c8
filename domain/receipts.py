"""From rows to sales as their till would have sent them, whatever brings the rows: a file or a database."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from contracts.identifiers import has_leading_zeros

ID = ("store_id", "business_day", "register_id", "sequence")
DISCOUNTS = {
    "retail": "retail_discount",
    "coupon": "coupon_discount",
    "coupon_match": "coupon_match_discount",
}

Values: TypeAlias = Mapping[str, Any]
"""A row's values by the names of a store file's columns; amounts are whole cents."""


def receipt_id(values: Values) -> str:
    """Return the id of the sale that a row belongs to: till 04 is till 4, and receipt 000101 is 101."""
    store, day, register, sequence = (str(values[name]) for name in ID)
    return "/".join((store, day, _number(register), _number(sequence)))


def render_receipt(values: Values, lines: Sequence[Values]) -> bytes:
    """Return a sale as JSON; the same rows always make the same bytes, of the least version that says it."""
    fields = {
        "schema_version": "1.1" if any(line.get("weight_grams") for line in lines) else "1.0",
        "sale_id": receipt_id(values),
        "store_id": values["store_id"],
        "register_id": _number(str(values["register_id"])),
        "occurred_at": values["occurred_at"],
        **({"loyalty_id": values["loyalty_id"]} if values.get("loyalty_id") else {}),
        "payment_token": values["payment_token"],
        "lines": [_line(line) for line in lines],
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _number(text: str) -> str:
    return text.lstrip("0") or "0" if has_leading_zeros(text) else text


def _line(values: Values) -> Mapping[str, object]:
    given = {kind: values.get(column) for kind, column in DISCOUNTS.items()}
    return {
        "sku": values["sku"],
        "quantity": values["quantity"],
        "total_cents": values["total"],
        "discounts": {kind: amount for kind, amount in given.items() if amount},
        **({"weight_grams": values["weight_grams"]} if values.get("weight_grams") else {}),
    }
