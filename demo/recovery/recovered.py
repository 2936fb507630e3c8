"""What came back after everything that went wrong, and what that changed besides: nothing, or it is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.recovery.operator import Ran


@dataclass(frozen=True)
class Redriven:
    """What a function had given up; `again` is how much a second redrive found still to do."""

    records: int
    again: int


@dataclass(frozen=True)
class Repaired:
    """The quarantined that were repaired, with one as it was and as it was sent; `missing` have no effect."""

    sales: Sequence[str]
    missing: Sequence[str]
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Replay:
    """All that raw holds, sent again beside `live` new sales; `killed` is how often it was."""

    records: int
    left_out: int
    live: int
    killed: int
    seconds: float
    changes: Sequence[str]


@dataclass(frozen=True)
class Restored:
    """Rows that a ledger had lost, brought back by a replay to its `consumer` alone.

    `missing` of them are not as they were; `reached` is who or what else has changed, of so many `compared`.
    """

    consumer: str
    rows: int
    records: int
    seconds: float
    missing: Sequence[str]
    reached: Sequence[str]
    compared: int


@dataclass(frozen=True)
class Rebuilt:
    """Fresh tables of all that raw holds, and where the live ones are otherwise."""

    rows: int
    differences: Sequence[str]


@dataclass(frozen=True)
class Recovered:
    """The whole of it, and the commands that were typed."""

    redriven: Redriven
    repaired: Repaired
    restored: Restored
    replay: Replay
    rebuilt: Rebuilt
    raw_gaps: Sequence[str]
    ran: Sequence[Ran]

    @property
    def wrong(self) -> Mapping[str, list[str]]:
        """What must not be, and its names."""
        return {
            "redriven again": ["a record"] * self.redriven.again,
            "repaired and not applied": [*self.repaired.missing],
            "lost by a ledger and not brought back": [*self.restored.missing],
            "changed by a replay to another consumer": [*self.restored.reached],
            "changed by the replay": [*self.replay.changes],
            "otherwise in the rebuilt tables": [*self.rebuilt.differences],
            "otherwise in raw than its manifest or the stream say": [*self.raw_gaps],
        }

    def figures(self) -> dict[str, Any]:
        """The recovery as JSON."""
        return {
            "redriven": self.redriven.records,
            "redriven_again": self.redriven.again,
            "repaired": len(self.repaired.sales),
            "restored_rows": self.restored.rows - len(self.restored.missing),
            "restored_lost": self.restored.rows,
            "restored_seconds": round(self.restored.seconds, 2),
            "restored_reached": len(self.restored.reached),
            "replayed_records": self.replay.records,
            "replay_left_out": self.replay.left_out,
            "replay_killed": self.replay.killed,
            "replay_seconds": round(self.replay.seconds, 2),
            "replay_live_sales": self.replay.live,
            "replay_changes": len(self.replay.changes),
            "rebuilt_rows": self.rebuilt.rows,
            "rebuild_differences": len(self.rebuilt.differences),
        }
