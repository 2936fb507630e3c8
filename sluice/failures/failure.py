"""A failure: all occurrences of one record at one consumer, and of whatever was sent in its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.cards import holds_card_number
from domain import EVENT
from sluice.failures.lineage import failure_id, record_id
from sluice.failures.occurrence import Kind, Occurrence
from sluice.failures.recovery import CAP, SENDING, WAITING, Recovery
from sluice.failures.told import Told, told

LEFT = (WAITING, SENDING)
"""The states of what is not yet on its way back, for all that is known."""


@dataclass(frozen=True, slots=True)
class Failure:
    """`occurrences` from the first to the last; a repair that failed has its own bytes among them."""

    id: str
    occurrences: Sequence[Occurrence]
    recovery: Recovery

    @property
    def first(self) -> Occurrence:
        """As the record was received."""
        return self.occurrences[0]

    @property
    def last(self) -> Occurrence:
        """What failed last: it is what goes back."""
        return self.occurrences[-1]

    @property
    def consumer(self) -> str:
        """Who fails at it; others that do have a failure of their own."""
        return self.first.consumer

    @property
    def told(self) -> Told:
        """Whose record it is."""
        return told(self.last)

    @property
    def is_quarantined(self) -> bool:
        """Whether a consumer refused it, and will again unless something has changed."""
        return self.last.kind is Kind.QUARANTINED

    @property
    def holds_card_number(self) -> bool:
        """Whether it must be shown to nobody."""
        return any(holds_card_number(each.data) for each in self.occurrences)

    @property
    def state(self) -> str:
        """Waiting, sending, sent or parked."""
        return self.state_under(CAP)

    def state_under(self, cap: int) -> str:
        """The state if it may be sent so often."""
        return self.recovery.after(self.last.failed_at, cap)

    def is_left(self, cap: int = CAP) -> bool:
        """Tell whether it may be sent."""
        return self.state_under(cap) in LEFT

    def is_sent_by_another(self, by: str) -> bool:
        """Tell whether another attempt is under way: what that one sends may be other bytes."""
        return self.state == SENDING and self.recovery.by != by

    @property
    def next_attempt(self) -> int:
        """The number of the attempt to make."""
        return self.recovery.next_attempt(self.last.failed_at)

    def figures(self) -> dict[str, Any]:
        """For programs, without the record."""
        last, about = self.last, self.told
        return {
            "id": self.id,
            "state": self.state,
            "kind": last.kind,
            "reason": last.reason,
            "field": last.part,
            "why": last.why,
            "consumer": self.consumer,
            EVENT.partition.name: about.partition,
            EVENT.id.name: about.event_id,
            "arrived_at": self.first.arrived_at.isoformat(),
            "first_failed_at": self.first.failed_at.isoformat(),
            "last_failed_at": last.failed_at.isoformat(),
            "occurrences": len(self.occurrences),
            "attempts": self.recovery.attempts,
            "by": self.recovery.by,
            "sent_at": self.recovery.sent_at,
            "replaced_by": self.recovery.replaced_by,
        }


def gathered(occurrences: Iterable[Occurrence]) -> dict[str, list[Occurrence]]:
    """Occurrences by failure, each oldest first; a repair that failed is the record that it was made of."""
    found: dict[str, list[Occurrence]] = {}
    for each in sorted(occurrences, key=_when):
        record = told(each).repaired_from or record_id(each.data)
        found.setdefault(failure_id(each.consumer, record), []).append(each)
    return found


def _when(occurrence: Occurrence) -> tuple[datetime, str]:
    return occurrence.failed_at, occurrence.key
