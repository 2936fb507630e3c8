"""What stands in the place of a record that must not be stored as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Replacement:
    """The record that takes the place of another one, and the claimed objects that it stands for, by key.

    Of an event that goes on without a part of it, `payload` is what it said and what it says now.
    """

    data: bytes
    claimed: Mapping[str, bytes] = field(default_factory=dict)
    payload: tuple[bytes, bytes] | None = None


RecordChange: TypeAlias = Callable[[bytes, str, int], Replacement | None]
"""Returns what replaces a record, at a place from 1 of an object, or None if it stays; always the same."""
