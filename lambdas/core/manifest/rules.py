"""The contents of an object of raw, by its bytes alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from contracts.event_parser import UNREADABLE
from contracts.fields import Text
from domain import EVENT
from lambdas.core.raw import Body, Unreadable, read_records

UNREAD = "?"
"""Stands for partitions that can't be read, that an item has no room for, or that may be card numbers."""
ROOM = 300_000
"""Of the 400 KB that an item may have, an attribute's name and a number's overhead among them:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html"""
COUNT_BYTES = 10
AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """An object's size and hash as stored, and its records by partition.

    `broken` says why it can't be read to its end: then these are the records before.
    """

    bytes: int
    sha256: str
    partitions: Mapping[str, int]
    broken: str | None

    @property
    def records(self) -> int:
        """Return the number of records in all."""
        return sum(self.partitions.values())


_named: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
    msgspec.defstruct("Named", [("partition", Text, msgspec.field(name=EVENT.partition.name))])
)


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


def read_contents(body: Body) -> Contents:
    """Read a body to its end and say what it holds; no more than a part of it is ever in memory."""
    seen = _Seen(body)
    partitions, broken = count_partitions(read_records(seen))
    while seen.read(AT_ONCE):
        pass
    return Contents(bytes=seen.bytes, sha256=seen.sha256(), partitions=partitions, broken=broken)


def count_partitions(found: Iterable[bytes], room: int = ROOM) -> tuple[dict[str, int], str | None]:
    """Count records by partition, in no more bytes than there is room for; and say what ended it early."""
    counts: Counter[str] = Counter()
    try:
        for record in found:
            partition = partition_of(record)
            if partition not in counts:
                room -= len(partition.encode()) + COUNT_BYTES
                is_known = room >= 0 and not EVENT.holds_card_number(partition.encode())
                partition = partition if is_known else UNREAD
            counts[partition] += 1
    except Unreadable as error:
        return dict(counts), str(error)
    return dict(counts), None


def partition_of(record: bytes) -> str:
    """Return the partition that a record names, whatever else it says; `?` if it names none."""
    try:
        return str(_named.decode(record).partition)
    except UNREADABLE:
        return UNREAD
