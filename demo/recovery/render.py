"""Renders the recovery for the page."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from demo.recovery.operator import CommandRun
from demo.recovery.recovery_outcome import (
    RebuildOutcome,
    RecoveryOutcome,
    RepairOutcome,
    ReplayOutcome,
    RestoreOutcome,
)
from domain import EVENT

HEADER = 3
"""Lines that a unified diff begins with: two names and a place."""


@dataclass(frozen=True)
class TypedCommand:
    """A command line, what it answered in short, and how long it took."""

    line: str
    answer: str
    seconds: float


@dataclass(frozen=True)
class DiffLine:
    """A line of a record that a repair took away ("-") or put there ("+"), or what was left out ("")."""

    mark: str
    text: str


@dataclass(frozen=True)
class RecoveryStory:
    """What happened in a few sentences, what one repair changed, and what was typed."""

    failed: str
    corrected: str
    restored: str
    replayed: str
    rebuilt: str
    repaired: Sequence[DiffLine]
    typed: Sequence[TypedCommand]


def story(recovered: RecoveryOutcome) -> RecoveryStory:
    """Say how everything came back."""
    return RecoveryStory(
        failed=_failed(recovered),
        corrected=_corrected(recovered.corrected.events) if recovered.corrected.events else "",
        restored=_restored(recovered.restored) if recovered.restored else "",
        replayed=_replayed(recovered.replay) if recovered.replay else "",
        rebuilt=_rebuilt(recovered.rebuilt) if recovered.rebuilt else "",
        repaired=changes(recovered.repaired),
        typed=[TypedCommand(ran.typed, answered(ran), ran.seconds) for ran in recovered.ran],
    )


def changes(repaired: RepairOutcome) -> list[DiffLine]:
    """Show the lines of the first repaired record that changed, and none that says who it was."""
    before, after = (json.dumps(each, indent=2).splitlines() for each in (repaired.before, repaired.after))
    lines = [*unified_diff(before, after, n=0, lineterm="")][HEADER:]
    return [_diff_line(line) for line in lines]


def _diff_line(line: str) -> DiffLine:
    personal = EVENT.personal.names if EVENT.personal else frozenset[str]()
    hidden = line.startswith("@") or any(f'"{name}"' in line for name in personal)
    return DiffLine("", "…") if hidden else DiffLine(line[0], line[1:])


def answered(ran: CommandRun) -> str:
    """Say in short what a command answered."""
    kind = " ".join(word for word in ran.words[:2] if word in WORDS)
    answer = SAID.get(f"{kind} --apply" if "--apply" in ran.words else kind)
    return answer(ran.answer) if answer else ""


def _proposed(said: Any) -> str:  # noqa: ANN401 (JSON)
    return f"{said['records']:,} to send, {len(said['left_out']):,} can't be repaired"


def _planned(said: Any) -> str:  # noqa: ANN401 (JSON)
    applied = max(each["applied"] for each in said["effect"]["consumers"].values())
    return f"{said['records']:,} records, {applied:,} {EVENT.nouns} would be applied"


SAID: Mapping[str, Callable[[Any], str]] = {
    "failures redrive --apply": lambda said: f"{said['sent']:,} sent",
    "failures repair": _proposed,
    "failures repair --apply": lambda said: f"{said['sent']:,} sent",
    "failures correct --apply": lambda said: f"correction {said['correction']} of {said[EVENT.id.name]}",
    "raw check": lambda said: f"{len(said['disagreements']):,} disagreements",
    "replay plan": _planned,
    "replay start": lambda said: f"{said['sent']:,} records sent" if "sent" in said else "",
    "replay verify": lambda said: (
        f"every {EVENT.noun} is applied" if said["good"] else f"{EVENT.nouns} are missing"
    ),
    "status": lambda said: f"{sum(said['failures_waiting'].values()):,} failures wait",
    "rebuild": lambda said: f"{said['rebuild_differences']:,} differences in {said['rows']:,} rows",
}
WORDS = {word for kind in SAID for word in kind.split()}


def _failed(recovered: RecoveryOutcome) -> str:
    redriven, repaired = recovered.redriven, len(recovered.repaired.events)
    failed = (
        f"A function stumbled over {redriven.records:,} records, each time they came, until Lambda gave them "
        f"up. They lay whole in the failure archive; once the function was repaired they were redriven, and "
        f"a second redrive found {redriven.again:,}."
    )
    if not repaired:
        return failed
    return (
        f"{failed} {repaired:,} quarantined {EVENT.nouns} were repaired by recipe and sent under their own "
        f"ids; the originals stay."
    )


def _corrected(events: Sequence[str]) -> str:
    return (
        f"Of {events[0]} two payloads had come, and the first was applied. An operator said that the second "
        "is right: every ledger has it now, and the first comes to nothing when raw is replayed."
    )


def _restored(restored: RestoreOutcome) -> str:
    return (
        f"{restored.rows:,} rows were deleted from the ledger of {restored.consumer}, and a replay to that "
        f"consumer alone brought {restored.rows - len(restored.missing):,} of them back, in "
        f"{restored.seconds:.0f} s. Nothing of it went over the stream: of {restored.compared:,} positions "
        f"of readers, objects in raw and rows of ledgers {len(restored.reached):,} others changed."
    )


def _replayed(replay: ReplayOutcome) -> str:
    return (
        f"Then everything that the raw bucket holds went back onto the stream, {replay.records:,} records in "
        f"{replay.seconds:.0f} s, while {replay.live:,} new {EVENT.nouns} came in. {_killed(replay)}"
        f"It left out {replay.left_out:,} records that had been refused, "
        f"and changed {len(replay.changes):,} rows, refusals and what follows them."
    )


def _killed(replay: ReplayOutcome) -> str:
    return "The replay was killed on the way and went on where it was. " if replay.killed else ""


def _rebuilt(rebuilt: RebuildOutcome) -> str:
    return (
        f"At last the raw bucket was folded into fresh tables beside the live ones: {rebuilt.rows:,} rows "
        f"compared, {len(rebuilt.differences):,} differences."
    )
