"""A sale as it travels: its ids, and bytes that are made once and never change."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from producer.outcomes import Refused

LONGEST_ID = 256  # characters of a partition key


class Sale(NamedTuple):
    """A sale's bytes beside the two ids that delivery needs; the store is the partition key."""

    sale_id: str
    store_id: str
    data: bytes

    @property
    def size(self) -> int:
        """Return what Kinesis counts against its limits: the data and the partition key, in bytes."""
        return len(self.data) + len(self.store_id.encode())


def encode(sale: Mapping[str, object] | bytes) -> Sale:
    """Return the sale as compact JSON with its keys in their order; bytes pass untouched."""
    fields = _decoded(sale) if isinstance(sale, bytes) else sale
    sale_id = _id(fields, "sale_id", None)
    store_id = _id(fields, "store_id", sale_id)
    return Sale(sale_id, store_id, sale if isinstance(sale, bytes) else _encoded(sale, sale_id))


def _decoded(data: bytes) -> Mapping[str, object]:
    if b"\n" in data.rstrip():
        raise Refused(None, "it must be JSON on one line")
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(None, "it isn't JSON") from error
    if not isinstance(fields, dict):
        raise Refused(None, "it isn't a JSON object")
    return fields


def _encoded(fields: Mapping[str, object], sale_id: str) -> bytes:
    try:
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(sale_id, f"it has no JSON form: {error}") from error


def _id(fields: Mapping[str, object], name: str, sale_id: str | None) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        raise Refused(sale_id, f"{name} must be 1 to {LONGEST_ID} printable characters")
    return value
