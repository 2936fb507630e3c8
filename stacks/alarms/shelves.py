"""Alarms on how the shelves follow the stock's ledger."""

from collections.abc import Iterator

from stacks.alarms.consumer import reading
from stacks.alarms.row import Row
from stacks.constructs.shelves import Shelves


def rows(shelves: Shelves) -> Iterator[Row]:
    """They refuse nothing: what they read is what was applied."""
    yield from reading(shelves)
