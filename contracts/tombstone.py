"""What stands in raw where a record stood that must not be stored: every other record keeps its place."""

import msgspec

PURGED = "purged"
_BEGIN = b'{"purged":'


def encode_tombstone(reason: str, key: str, place: int) -> bytes:
    """Return the record that stands at a place, from 1, of an object: by it alone two of them differ."""
    return msgspec.json.encode({PURGED: reason, "object": key, "place": place})


def is_tombstone(data: bytes) -> bool:
    """Tell whether a record is one; a sender that writes its like is refused, and nothing is lost by it."""
    return data.startswith(_BEGIN)
