"""Sends back what failed: an attempt is counted, made and noted, so that dying in between loses nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sluice.failures.failure import Failure
from sluice.failures.outgoing import Outgoing, calls
from sluice.failures.recoveries import Recoveries
from sluice.failures.ways import Fate, Ways
from sluice.pace import Pace

TAKEN_UP = "taken up by somebody else"

Tally: TypeAlias = Counter[str]
"""Records by what became of them."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends at a pace; what is begun, and not noted as sent, the next one sends again."""

    recoveries: Recoveries
    ways: Ways
    pace: Pace

    def send(self, outgoing: Iterable[Outgoing]) -> Iterator[Tally]:
        """Send a call's records after the other's, and yield what became of them."""
        for call in calls(outgoing, self.pace.rate):
            begun = [each for each in call if self._begin(each)]
            tally = Counter({TAKEN_UP: len(call) - len(begun)})
            if begun:
                tally.update(self._send(begun))
            yield tally

    def _begin(self, outgoing: Outgoing) -> bool:
        begun = [
            self.recoveries.begin(
                each.id,
                each.next_attempt,
                seen=max(each.last.failed_at, each.recovery.seen),
                by=outgoing.by,
            )
            for each in outgoing.failures
        ]
        return any(begun)

    def _send(self, begun: Sequence[Outgoing]) -> Iterator[str]:
        self.pace.wait(len(begun))
        for each, fate in zip(begun, self.ways.send(begun), strict=True):
            for failure in each.failures:
                self._note(failure, fate, each.sale_id)
            yield fate.value

    def _note(self, failure: Failure, fate: Fate, sale_id: str) -> None:
        if fate is Fate.SENT:
            self.recoveries.sent(failure.id, failure.next_attempt, sale_id)
        elif fate is Fate.CAME_BACK:
            self.recoveries.came_back(failure.id, failure.next_attempt)
