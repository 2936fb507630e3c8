"""What came back after everything that went wrong, and what that changed besides: nothing, or it is named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.check import Check, judge, judge_none
from demo.recovery.operator import CommandRun


@dataclass(frozen=True)
class RedriveOutcome:
    """What a function had given up; `again` is how much a second redrive found still to do."""

    records: int
    again: int


@dataclass(frozen=True)
class RepairOutcome:
    """The quarantined that were repaired, with one as it was and as it was sent; `missing` have no effect."""

    events: Sequence[str] = ()
    missing: Sequence[str] = ()
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class CorrectionOutcome:
    """The events that an operator corrected; `otherwise` are ledgers that have another payload."""

    events: Sequence[str] = ()
    otherwise: Sequence[str] = ()


@dataclass(frozen=True)
class ReplayOutcome:
    """All that raw holds, sent again beside `live` new events; `killed` is how often it was."""

    records: int
    left_out: int
    live: int
    killed: int
    seconds: float
    changes: Sequence[str]


@dataclass(frozen=True)
class RestoreOutcome:
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
class RebuildOutcome:
    """Fresh tables of all that raw holds, and where the live ones are otherwise."""

    rows: int
    differences: Sequence[str]
    raw_gaps: Sequence[str]


@dataclass(frozen=True)
class RecoveryOutcome:
    """The whole of it, as far as it was done, and the commands that were typed."""

    redriven: RedriveOutcome
    ran: Sequence[CommandRun]
    repaired: RepairOutcome = RepairOutcome()
    corrected: CorrectionOutcome = CorrectionOutcome()
    restored: RestoreOutcome | None = None
    replay: ReplayOutcome | None = None
    rebuilt: RebuildOutcome | None = None

    @property
    def wrong(self) -> Mapping[str, list[str]]:
        """What must not be, and its names."""
        return {
            "redriven again": ["a record"] * self.redriven.again,
            "repaired and not applied": [*self.repaired.missing],
            "otherwise than a correction says": [*self.corrected.otherwise],
            "lost by a ledger and not brought back": [*self.restored.missing] if self.restored else [],
            "changed by a replay to another consumer": [*self.restored.reached] if self.restored else [],
            "changed by the replay": [*self.replay.changes] if self.replay else [],
            "otherwise in the rebuilt tables": [*self.rebuilt.differences] if self.rebuilt else [],
            "otherwise in raw than its manifest or the stream say": (
                [*self.rebuilt.raw_gaps] if self.rebuilt else []
            ),
        }

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        redriven, repaired = self.redriven, self.repaired
        yield Check("Redriven from the failure archive", redriven.records)
        yield judge("Redriven again", redriven.again, redriven.records, not redriven.again)
        if repaired.events:
            applied = len(repaired.events) - len(repaired.missing)
            yield judge("Repaired and applied", applied, len(repaired.events), not repaired.missing)
        if corrected := self.corrected.events:
            right = len(corrected) if not self.corrected.otherwise else 0
            yield judge("Corrected by an operator, in every ledger", right, len(corrected), right > 0)
        if restored := self.restored:
            back = restored.rows - len(restored.missing)
            whole = not restored.missing
            yield judge("Replayed to the one ledger that lost them", back, restored.rows, whole)
            yield judge_none("Changed by that for anybody else", restored.reached, restored.compared)
        if self.replay:
            changes, records = self.replay.changes, self.replay.records
            yield judge_none("Changed by replaying all of raw", changes, records, varies=True)
        if self.rebuilt:
            yield judge_none("Otherwise in rebuilt tables", self.rebuilt.differences, self.rebuilt.rows)

    def figures(self) -> dict[str, Any]:
        """Return the recovery as JSON."""
        return {
            "redriven": self.redriven.records,
            "redriven_again": self.redriven.again,
            "repaired": len(self.repaired.events),
            "corrections": len(self.corrected.events),
            **(_of_restore(self.restored) if self.restored else {}),
            **(_of_replay(self.replay) if self.replay else {}),
            **(_of_rebuild(self.rebuilt) if self.rebuilt else {}),
        }


def _of_restore(restored: RestoreOutcome) -> dict[str, Any]:
    return {
        "restored_rows": restored.rows - len(restored.missing),
        "restored_lost": restored.rows,
        "restored_seconds": round(restored.seconds, 2),
        "restored_reached": len(restored.reached),
    }


def _of_replay(replay: ReplayOutcome) -> dict[str, Any]:
    return {
        "replayed_records": replay.records,
        "replay_left_out": replay.left_out,
        "replay_killed": replay.killed,
        "replay_seconds": round(replay.seconds, 2),
        "replay_live_events": replay.live,
        "replay_changes": len(replay.changes),
    }


def _of_rebuild(rebuilt: RebuildOutcome) -> dict[str, Any]:
    return {"rebuilt_rows": rebuilt.rows, "rebuild_differences": len(rebuilt.differences)}
