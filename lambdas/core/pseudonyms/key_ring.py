"""The keys of keyed hashes: the one in force, and those before it, for as long as their hashes are stored."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

ANNOUNCED_SECONDS = 86_400
"""How long before it is in force a new key is made."""
ANNOUNCED_AT_LEAST_SECONDS = ANNOUNCED_SECONDS // 2
"""How long before that it must be in the secret: longer than any process uses a ring that it has read."""

KeyText = Annotated[str, Meta(min_length=32)]


class KeyRingUnreadable(Exception):
    """The secret holds no ring of keys; it may once somebody has put it back."""


class HashKey(Struct, frozen=True):
    """A key, and the second since the epoch from which on it is in force."""

    key: KeyText
    starts: int = 0


class KeyRing(Struct, frozen=True):
    """The newest key, as the template makes the first one, and the older ones, newest first."""

    key: KeyText
    starts: int = 0
    older: tuple[HashKey, ...] = ()

    def list_keys(self) -> Iterator[HashKey]:
        """Yield every key, newest first."""
        yield HashKey(self.key, self.starts)
        yield from self.older

    def renew(self, key: str, now: int, kept_seconds: int) -> "KeyRing":
        """Return the ring with a new key, without those that went out of force before what is kept began."""
        keys = tuple(self.list_keys())
        ends = (now + ANNOUNCED_SECONDS, *(each.starts for each in keys))
        kept = tuple(each for each, end in zip(keys, ends, strict=False) if end + kept_seconds > now)
        return KeyRing(key, now + ANNOUNCED_SECONDS, kept)


def parse_key_ring(text: str) -> KeyRing:
    """Read a secret's text; raise KeyRingUnreadable, which says nothing of what the text holds."""
    try:
        return msgspec.json.decode(text, type=KeyRing)
    except msgspec.MsgspecError:
        raise KeyRingUnreadable("the secret holds no ring of keys") from None


def to_text(ring: KeyRing) -> str:
    """Write a ring as its secret holds it."""
    return msgspec.json.encode(ring).decode()
