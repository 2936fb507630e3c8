"""How far a failure is on its way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

WAITING, SENDING, SENT, PARKED = "waiting", "sending", "sent", "parked"
CAP = 3
"""So often a failure is sent back; what fails once more is parked."""
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recovery:
    """How often a failure was sent back, and whether the last attempt is noted as made.

    `seen` is the last occurrence that was known when it was sent: a later one means that it came back. Both
    are AWS's times. The clock of whoever sends, `sent_at`, is for people: it may run ahead or behind.
    """

    attempts: int = 0
    state: str = ""
    seen: datetime = NEVER
    sent_at: str = ""
    by: str = ""
    replaced_by: str = ""

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self:
        """Read an item in DynamoDB's attribute format."""
        told = {name: item[name]["S"] for name in ("state", "sent_at", "by", "replaced_by") if name in item}
        seen = datetime.fromisoformat(item["seen"]["S"]) if "seen" in item else NEVER
        return cls(attempts=int(item["attempts"]["N"]), seen=seen, **told)

    def after(self, last: datetime, cap: int = CAP) -> str:
        """The state of a failure that occurred for the last time then."""
        if self.state == PARKED:
            return PARKED
        if last > self.seen:
            return PARKED if self.attempts >= cap else WAITING
        return self.state

    def next_attempt(self, last: datetime) -> int:
        """The number of the attempt to make: one that was begun and not noted is made again."""
        return self.attempts if self.state == SENDING and last <= self.seen else self.attempts + 1
