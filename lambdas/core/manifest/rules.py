"""What an object of raw holds, told from its bytes alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from msgspec import Struct

from contracts.event_parser import UNREADABLE
from contracts.fields import Text
from lambdas.core.raw import Body, Unreadable, records

UNREAD = "?"
"""Stands for the stores that can't be read, and for those that an item has no room for."""
ROOM = 300_000
"""Of the 400 KB that an item may have, an attribute's name and a number's overhead among them:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html"""
COUNT_BYTES = 10
AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """An object's size and hash as stored, and its records by store; `broken` says why it has none."""

    bytes: int
    sha256: str
    stores: Mapping[str, int]
    broken: str | None

    @property
    def records(self) -> int:
        """How many there are in all."""
        return sum(self.stores.values())


class _Sold(Struct):
    store_id: Text


_sold = msgspec.json.Decoder(_Sold)


class _Seen:
    """A body that knows what was read of it."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._hash = sha256()
        self.bytes = 0

    def read(self, size: int = -1, /) -> bytes:
        part = self._body.read(size)
        self._hash.update(part)
        self.bytes += len(part)
        return part

    def sha256(self) -> str:
        return self._hash.hexdigest()


def contents(body: Body) -> Contents:
    """Read a body to its end and say what it holds; no more than a part of it is ever in memory."""
    seen = _Seen(body)
    stores: Mapping[str, int] = {}
    broken = None
    try:
        stores = by_store(records(seen))
    except Unreadable as error:
        broken = str(error)
    while seen.read(AT_ONCE):
        pass
    return Contents(bytes=seen.bytes, sha256=seen.sha256(), stores=stores, broken=broken)


def by_store(found: Iterable[bytes], room: int = ROOM) -> dict[str, int]:
    """Count records by store, in no more bytes than there is room for."""
    counts: Counter[str] = Counter()
    for record in found:
        store = store_of(record)
        if store not in counts:
            room -= len(store.encode()) + COUNT_BYTES
            store = store if room >= 0 else UNREAD
        counts[store] += 1
    return dict(counts)


def store_of(record: bytes) -> str:
    """The store that a record names, whatever else it says; `?` if it names none that can be one."""
    try:
        return _sold.decode(record).store_id
    except UNREADABLE:
        return UNREAD
