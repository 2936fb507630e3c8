"""Everything that was refused or given up, from wherever it lies, with what was done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sluice.failures.failure import Failure, gathered
from sluice.failures.functions import Functions
from sluice.failures.given_up import given_up
from sluice.failures.not_archived import not_archived
from sluice.failures.objects import Objects, Window
from sluice.failures.occurrence import Occurrence
from sluice.failures.quarantined import quarantined
from sluice.failures.recoveries import Recoveries
from sluice.failures.recovery import Recovery


@dataclass(frozen=True, slots=True)
class Archive:
    """The quarantine, the failure archive, and the errors of the delivery in the raw bucket."""

    quarantine: Objects
    failures: Objects
    raw: Objects
    functions: Functions
    recoveries: Recoveries

    def within(self, window: Window) -> list[Failure]:
        """Return what failed in a window, whatever failed last coming last; raises Unreadable."""
        found = gathered(each for each in self._occurrences(window) if window.holds(each.failed_at))
        known = self.recoveries.read(found)
        failures = [Failure(name, each, known.get(name, Recovery())) for name, each in found.items()]
        return sorted(failures, key=_when)

    def _occurrences(self, window: Window) -> Iterator[Occurrence]:
        return chain(
            quarantined(self.quarantine, window),
            given_up(self.failures, window, self.functions.consumer_of),
            not_archived(self.raw, window),
        )


def _when(failure: Failure) -> tuple[datetime, datetime]:
    """Of a batch that was given up whole the records keep their order."""
    return failure.last.failed_at, failure.first.arrived_at
