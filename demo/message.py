"""What a message says of itself."""

import json

from domain import EVENT


def name_of(data: bytes) -> str:
    """Return the event's id in a message, or what a reader knows the message by if there is none."""
    try:
        return str(json.loads(data)[EVENT.id.name])
    except (ValueError, KeyError, TypeError):
        return f"a broken message of {len(data)} bytes that begins {data[:24]!r}"
