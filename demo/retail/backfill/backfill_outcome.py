"""What a backfill has brought in, and where raw, tables or ledgers say otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.check import Check, judge_none


@dataclass(frozen=True)
class BackfillOutcome:
    """The events of a history, how often their job was killed, and what differs from the history itself."""

    events: int
    kills: int
    attempts: int
    seconds: float
    differences: Sequence[str]

    @property
    def wrong(self) -> Mapping[str, list[str]]:
        """Name what must not be."""
        return {"otherwise than the history": [*self.differences]}

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        yield Check("Sales of history brought in", self.events)
        yield Check("Killed while they came", self.kills, self.attempts, varies=True)
        yield judge_none("Otherwise than the history", self.differences, self.events)

    def figures(self) -> dict[str, Any]:
        """Return the backfill as JSON."""
        return {
            "backfill_events": self.events,
            "backfill_kills": self.kills,
            "backfill_attempts": self.attempts,
            "backfill_seconds": round(self.seconds, 2),
            "backfill_differences": len(self.differences),
        }
