"""Aggregates: several records in one, as the Kinesis Producer Library and Fluent Bit send them.

Firehose takes them apart by itself, Lambda doesn't: without this a consumer would refuse what raw holds as
records that are accepted (docs/decisions/0020-aggregates-are-taken-apart.md).
https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import md5
from typing import TypeAlias

from lambdas.core.records import KinesisRecord

MAGIC = b"\xf3\x89\x9a\xc2"
DIGEST_BYTES = 16
LONGEST_VARINT = 10
LARGEST_FIELD = 2**29 - 1

# Fields of the two messages, AggregatedRecord and Record, and the kinds of protobuf's values:
# https://protobuf.dev/programming-guides/encoding/
KEYS, RECORDS = 1, 3
KEY_INDEX, DATA = 1, 3
VARINT, FIXED_64, BYTES, FIXED_32 = 0, 1, 2, 5

Value: TypeAlias = int | bytes


class NoAggregate(ValueError):
    """Bytes that no aggregate has."""


def split_aggregates(records: Iterable[KinesisRecord]) -> Iterator[KinesisRecord]:
    """Yield what aggregates hold, each record under its aggregate's number, and all others as they are."""
    for record in records:
        if record.fault is None and record.data.startswith(MAGIC):
            yield from _split(record)
        else:
            yield record


def _split(record: KinesisRecord) -> Sequence[KinesisRecord]:
    """Return what an aggregate holds; what only begins like one, or can't be read whole, stays one record."""
    packed, digest = record.data[len(MAGIC) : -DIGEST_BYTES], record.data[-DIGEST_BYTES:]
    if md5(packed, usedforsecurity=False).digest() != digest:
        return [record]
    try:
        parts = list(_read_parts(packed))
    except (NoAggregate, IndexError):
        return [record]
    return [
        replace(record, partition_key=key, data=data, part=part) for part, (key, data) in enumerate(parts)
    ]


def _read_parts(packed: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield partition key and data of each record; as to protobuf, what is missing is 0 or empty."""
    whole = [(number, value) for number, value in _fields(packed) if isinstance(value, bytes)]
    keys = [value.decode(errors="replace") for number, value in whole if number == KEYS]
    for number, value in whole:
        if number == RECORDS:
            index, data = 0, b""
            for field, held in _fields(value):
                if field == KEY_INDEX and isinstance(held, int):
                    index = held
                elif field == DATA and isinstance(held, bytes):
                    data = held
            yield keys[index], data


def _fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """Yield a message's numbers and bytes by their fields."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, kind = tag >> 3, tag & 7
        if not 0 < number <= LARGEST_FIELD:
            raise NoAggregate
        if kind == VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        length = {FIXED_64: 8, FIXED_32: 4}.get(kind)
        if kind == BYTES:
            length, at = _varint(message, at)
        if length is None or at + length > len(message):
            raise NoAggregate
        if kind == BYTES:
            yield number, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return a number, and where the next field begins."""
    value = 0
    for place in range(LONGEST_VARINT):
        byte = message[at + place]
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at + place + 1
    raise NoAggregate
