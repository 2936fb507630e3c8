"""What became of a batch of a stream, and how Lambda is told."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Position:
    """A record of a shard, and `order`: a text that is greater for every record behind it."""

    shard: str
    sequence_number: str
    arrived_at: datetime
    order: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a batch: counts by outcome or reason, the record that must come again, and why.

    `settled` is the last record of those that needn't.
    """

    counts: Counter[str]
    stopped_at: str | None = None
    cause: str | None = None
    settled: Position | None = None

    @property
    def answer(self) -> dict[str, Any]:
        """A partial batch response: the lowest failed sequence number is the new checkpoint."""
        return {"batchItemFailures": [{"itemIdentifier": self.stopped_at}] if self.stopped_at else []}
