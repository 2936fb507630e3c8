"""What a store sends."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Why the demo sends a message."""

    SALE = "sale"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    BROKEN = "broken"


@dataclass(frozen=True)
class Message:
    """One message of a store's till, and when the store sends it (in the time of the source)."""

    store_id: str
    sent_at: datetime
    data: bytes
    kind: Kind = Kind.SALE


def name_of(data: bytes) -> str:
    """Return the sale id in a message, or what tells a reader which message it is if there is none."""
    try:
        return str(json.loads(data)["sale_id"])
    except (ValueError, KeyError, TypeError):
        return f"a broken message of {len(data)} bytes that begins {data[:24]!r}"
