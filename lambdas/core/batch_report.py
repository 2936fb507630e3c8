"""The result of a batch of a stream."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Position:
    """A record of a shard, and `order`: a text that is greater for every record behind it."""

    shard: str
    sequence_number: str
    arrived_at: datetime
    order: str


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The result of a batch: counts by outcome or reason, the record that must come again, and why.

    That record is empty, and all must come again, if it has no sequence number. `settled` is the last record
    of those that needn't.
    """

    counts: Counter[str]
    stopped_at: str | None = None
    cause: str | None = None
    settled: Position | None = None

    @property
    def stopped(self) -> bool:
        """Return whether a record must come again."""
        return self.stopped_at is not None
