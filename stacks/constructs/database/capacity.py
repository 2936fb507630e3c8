"""How much memory a replication needs for the stated changes: modelled, to be mended by what it measures."""

from dataclasses import dataclass

from limits import dms
from stacks.config import check

GIBIBYTE = 1 << 30
# DMS holds a change in memory for so long before it goes to disk, by its default:
# https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.ChangeProcessingTuning.html
HELD_SECONDS = 60
# Estimates: as it was read, sorted by transaction, and in the buffers of the threads that send it.
COPIES = 3
ENGINE_GIBIBYTES = 1


@dataclass(frozen=True, kw_only=True)
class ChangeLoad:
    """The busiest second of the source: inserts, updates and deletes of the replicated tables together."""

    changes_per_second: float
    bytes_per_change: int = 1_000
    # A database does more at once than at its busiest second on average, after it stood still for a while.
    headroom: float = 2

    @property
    def gibibytes(self) -> float:
        """Return the memory that the replication needs, modelled."""
        held = self.headroom * self.changes_per_second * self.bytes_per_change * HELD_SECONDS * COPIES
        return ENGINE_GIBIBYTES + held / GIBIBYTE

    def capacity_units(self) -> int:
        """Return the least valid number of units that holds it; raise ConfigError over the most."""
        needed = self.gibibytes / dms.CAPACITY_GIBIBYTES
        check("load.changes_per_second in capacity units", needed, dms.CAPACITY)
        return next(units for units in dms.CAPACITIES if units >= needed)
