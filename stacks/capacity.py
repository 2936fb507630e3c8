"""The capacity plan: the need of a stated load, and the default quotas of AWS."""

import math
from dataclasses import dataclass

from limits.consumers import CONCURRENCY, RESERVED, TABLE_WRITES
from limits.glue import WORKERS
from limits.kinesis import ON_DEMAND_SHARDS, SHARD_BYTES, SHARD_RECORDS, SHARDS
from limits.quota import Quota

__all__ = [
    "BUSY_HOURS",
    "CONCURRENCY",
    "ON_DEMAND_SHARDS",
    "RESERVED",
    "SHARDS",
    "SHARD_BYTES",
    "TABLE_WRITES",
    "WORKERS",
    "Load",
    "Quota",
]

# Estimates of a ledger row: keys and digest, then a name and a number a line.
ROW_BYTES = 120
LINE_BYTES = 12
WRITE_UNIT_BYTES = 1_024

# The lines a second that a G.1X worker checks and merges, as two slow cores do (docs/benchmarks.md).
WORKER_LINES = 20_000
# A day has as many events as so many of its busiest hours.
BUSY_HOURS = 8


@dataclass(frozen=True, kw_only=True)
class Load:
    """The busiest second that the system is built for. The example's: 9.4 lines, 1,000 bytes."""

    events_per_second: float
    bytes_per_event: int = 1_000
    lines_per_event: float = 9.4

    def shards(self, *, headroom: float) -> int:
        """Return the shards that carry this load `headroom` times over, by bytes and by records."""
        by_bytes = self.events_per_second * self.bytes_per_event / SHARD_BYTES.limit
        by_records = self.events_per_second / SHARD_RECORDS.limit
        return max(1, math.ceil(headroom * max(by_bytes, by_records)))

    def workers(self, *, hours: float, seconds: float) -> int:
        """Return the Glue workers that read so many of its hours in that time; the first one only drives."""
        lines = self.events_per_second * self.lines_per_event * hours * 3_600
        return 1 + max(1, math.ceil(lines / (WORKER_LINES * seconds)))

    @property
    def writes_per_second(self) -> float:
        """Return the write units that one ledger spends: a row an event, each rounded up to whole units."""
        row = ROW_BYTES + LINE_BYTES * self.lines_per_event
        return self.events_per_second * math.ceil(row / WRITE_UNIT_BYTES)
