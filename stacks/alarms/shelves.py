"""Alarms on how the shelves follow the stock's ledger."""

from collections.abc import Iterator
from dataclasses import replace

from stacks.alarms.consumer import reading
from stacks.alarms.row import Row
from stacks.constructs.shelves import Shelves


def rows(shelves: Shelves) -> Iterator[Row]:
    """They refuse nothing: what they read is what was applied. What they miss is counted anew."""
    missed = {f"{shelves.node.id}{fault}" for fault in ("GaveUp", "Dropped")}
    for row in reading(shelves):
        yield replace(row, runbook="shelves-wrong") if row.name in missed else row
