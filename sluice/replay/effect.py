"""What a replay would change: its window's sales, held against the ledgers before it starts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sluice.replay.comparing import Compared, compared, folded
from sluice.replay.finding import Finding, Found
from sluice.replay.ledgers import Ledgers
from sluice.replay.sales import Archive, Read

MOST_READ = 200_000
"""Records that are read for a plan; of more, only so many."""


@dataclass(frozen=True)
class Effect:
    """Of the records that were `read`, all or a sample: distinct `sales`, and what consumers have of them."""

    read: Read
    sales: int
    consumers: Mapping[str, Compared]
    sample: bool

    @property
    def missing(self) -> dict[str, int]:
        """The sales that each consumer would apply."""
        return {name: len(each.missing) for name, each in self.consumers.items()}

    @property
    def applied(self) -> int:
        """The sales that are new to some consumer."""
        return len({key for each in self.consumers.values() for key in each.missing})

    @property
    def conflicts(self) -> int:
        """Payloads that were refused for another one of the same sale, and are again."""
        return max((each.conflicts for each in self.consumers.values()), default=0)


def expected(finding: Finding, found: Found, ledgers: Ledgers) -> Effect:
    """Read the window, at most MOST_READ records of it, and look its sales up."""
    step = math.ceil(found.records / MOST_READ)
    archive = Archive(finding.place.ask.s3, finding.place.raw, finding.window.store)
    sales = folded(archive.sales(finding.entries(step)))
    consumers = {name: compared(ledgers, name, sales) for name in ledgers.tables}
    return Effect(archive.read, len(sales), consumers, sample=step > 1)
