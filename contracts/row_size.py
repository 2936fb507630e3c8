"""The bytes of an item as DynamoDB counts them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections.abc import Mapping

MOST_ROW_BYTES = 390 * 1024
"""Of the 400 KB of an item; keys, digest and what the count leaves open have the rest."""

NUMBER_BYTES, MAP_BYTES, MEMBER_BYTES = 21, 3, 1
"""A number takes 21 bytes at most; a map 3, and each of its members 1 beside its name and value."""


def count_bytes(effect: Mapping[str, object]) -> int:
    """Return the bytes of a row's own attributes, at most."""
    return sum(len(name.encode()) + _of_value(value) for name, value in effect.items())


def _of_value(value: object) -> int:
    if isinstance(value, Mapping):
        return MAP_BYTES + count_bytes(value) + MEMBER_BYTES * len(value)
    return len(value.encode()) if isinstance(value, str) else NUMBER_BYTES
