"""What a replay would change: its window's events, held against the ledgers before it starts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sluice.replay.archived_events import ReadCounts
from sluice.replay.ledger_comparison import LedgerComparison, compared, folded
from sluice.replay.ledgers import Ledgers
from sluice.replay.window_scan import WindowContents, WindowScan

MOST_READ = 200_000
"""Records that are read for a plan; of more, only so many."""


@dataclass(frozen=True)
class Effect:
    """Of the records that were `read`, all or a sample: distinct `events`, and who has which."""

    read: ReadCounts
    events: int
    consumers: Mapping[str, LedgerComparison]
    sample: bool

    @property
    def missing(self) -> dict[str, int]:
        """The events that each consumer would apply."""
        return {name: len(each.missing) for name, each in self.consumers.items()}

    @property
    def applied(self) -> int:
        """The events that are new to some consumer."""
        return len({key for each in self.consumers.values() for key in each.missing})

    @property
    def conflicts(self) -> int:
        """Payloads that were refused for another one of the same event, and are again."""
        return max((each.conflicts for each in self.consumers.values()), default=0)


def expected(finding: WindowScan, found: WindowContents, ledgers: Ledgers) -> Effect:
    """Read the window, at most MOST_READ records of it, and look its events up."""
    step = math.ceil(found.records / MOST_READ)
    archive = finding.archive()
    events = folded(archive.events(finding.entries(step)))
    consumers = {name: compared(ledgers, name, events) for name in ledgers.tables}
    return Effect(archive.read, len(events), consumers, sample=step > 1)
