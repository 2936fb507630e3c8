"""What a message says of itself."""

import json
from hashlib import sha256

from domain import EVENT


def name_of(data: bytes) -> str:
    """Return the event's id in a message, or else its size and its digest.

    How it begins is not said: it may name somebody, or be a card number.
    """
    try:
        name = str(json.loads(data)[EVENT.id.name])
    except (ValueError, KeyError, TypeError):
        name = ""
    if not name or EVENT.holds_card_number(name.encode()):
        return f"a broken message of {len(data)} bytes, {short_digest(data)}"
    return name


def short_digest(data: bytes) -> str:
    """Return what stands for data that is shown nowhere."""
    return sha256(data).hexdigest()[:12]
