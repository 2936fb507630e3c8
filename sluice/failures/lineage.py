"""Where a repaired record comes from, told by its bytes alone: repaired again, they are the same again."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

REPAIRED = "repaired"
ID_DIGITS = 20


def record_id(data: bytes) -> str:
    """The same bytes are the same record."""
    return _id(data)


def failure_id(consumer: str, record: str) -> str:
    """The same record, refused again by the same consumer, is the same failure."""
    return _id(f"{consumer}\0{record}".encode())


def root(fields: Mapping[str, Any]) -> str | None:
    """The id of the record that was received, if this one is a repair of it."""
    found = _lineage(fields).get("from")
    return found if isinstance(found, str) and found else None


def lineage(data: bytes, fields: Mapping[str, Any], recipe: str) -> dict[str, Any]:
    """What a repair of a record says of itself: from what was received, the how manieth, by which recipe."""
    before = _lineage(fields).get("attempt")
    attempt = before + 1 if isinstance(before, int) else 1
    return {"from": root(fields) or record_id(data), "attempt": attempt, "recipe": recipe}


def _lineage(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    found = fields.get(REPAIRED)
    return found if isinstance(found, dict) else {}


def _id(data: bytes) -> str:
    return sha256(data).hexdigest()[:ID_DIGITS]
