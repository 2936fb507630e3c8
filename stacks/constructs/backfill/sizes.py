"""How large an array is and how much a chunk holds: both follow from the load that is stated."""

import math
from dataclasses import dataclass
from enum import StrEnum

from limits.batch import ARRAY

HOUR_SECONDS = 3_600
EVENTS_A_CORE_SECOND = 20_000
"""From Parquet to raw objects: docs/backfill.md has it measured."""
SENT_A_SECOND = 500
"""Events that one child puts on the stream: each key's go one after another, a round trip each."""
SPARE = 2
"""Starts, S3's own time and reclaimed machines take as long again as the work."""
CHUNKS_A_CHILD = 20
"""So much of a child's work is lost at most if it is killed."""
LEAST_CHUNK, MOST_CHUNK = 1_000, 50_000
"""Events; the most is 50 MB in memory, and what SIGTERM leaves time for."""


class BackfillMode(StrEnum):
    """The destination of events: the stream, as their senders put them, or in bulk the raw archive."""

    STREAM = "stream"
    RAW = "raw"


@dataclass(frozen=True, kw_only=True)
class BackfillSizes:
    """The children that bring in `events` within some nights, and what each does at a time."""

    mode: BackfillMode
    events: int
    window_hours: int
    nights: int
    rate: int
    vcpu: float
    rows_per_event: float

    @property
    def seconds(self) -> int:
        """Return the time that there is."""
        return self.window_hours * HOUR_SECONDS * self.nights

    @property
    def nights_needed(self) -> int:
        """Return the nights that the rate of the stream allows; the archive takes whatever comes."""
        if self.mode is BackfillMode.RAW:
            return 1
        return math.ceil(self.events / (self.rate * self.window_hours * HOUR_SECONDS))

    @property
    def children(self) -> int:
        """Return the size of the array; one child is no array."""
        if self.mode is BackfillMode.STREAM:
            return math.ceil(self.rate / SENT_A_SECOND)
        a_child = EVENTS_A_CORE_SECOND * min(self.vcpu, 1) * self.seconds / SPARE
        return max(1, math.ceil(self.events / a_child))

    @property
    def is_array_too_large(self) -> bool:
        """Say whether AWS Batch takes no array of so many children."""
        return self.children > ARRAY.limit

    @property
    def chunk_events(self) -> int:
        """Return how many events are done at a time."""
        share = math.ceil(self.events / self.children / CHUNKS_A_CHILD)
        return min(max(share, LEAST_CHUNK), MOST_CHUNK)

    @property
    def chunk_rows(self) -> int:
        """Return the rows of so many events."""
        return math.ceil(self.chunk_events * self.rows_per_event)
