"""The recovery as the page tells it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from demo.recovery.operator import Ran
from demo.recovery.recovered import Recovered, Repaired

HEADER = 3
"""Lines that a unified diff begins with: two names and a place."""


@dataclass(frozen=True)
class Typed:
    """A command line, what it answered in short, and how long it took."""

    line: str
    answer: str
    seconds: float


@dataclass(frozen=True)
class Changed:
    """A line of a record that a repair took away ("-") or put there ("+"), or one beside it (" ")."""

    mark: str
    text: str


@dataclass(frozen=True)
class Story:
    """What happened in a few sentences, what one repair changed, and what was typed."""

    failed: str
    restored: str
    replayed: str
    rebuilt: str
    repaired: Sequence[Changed]
    typed: Sequence[Typed]


def story(recovered: Recovered) -> Story:
    """Say how everything came back."""
    return Story(
        failed=_failed(recovered),
        restored=_restored(recovered),
        replayed=_replayed(recovered),
        rebuilt=_rebuilt(recovered),
        repaired=changes(recovered.repaired),
        typed=[Typed(ran.typed, answered(ran), ran.seconds) for ran in recovered.ran],
    )


def changes(repaired: Repaired) -> list[Changed]:
    """Show the lines of the first repaired record that changed, each with one beside it."""
    before, after = (json.dumps(each, indent=2).splitlines() for each in (repaired.before, repaired.after))
    lines = [*unified_diff(before, after, n=1, lineterm="")][HEADER:]
    return [Changed(line[0], line[1:]) if line[0] != "@" else Changed("", "…") for line in lines]


def answered(ran: Ran) -> str:
    """Say in short what a command answered."""
    kind = " ".join(word for word in ran.words[:2] if word in WORDS)
    told = SAID.get(f"{kind} --apply" if "--apply" in ran.words else kind)
    return told(ran.answer) if told else ""


def _proposed(told: Any) -> str:  # noqa: ANN401 (JSON)
    return f"{told['records']:,} to send, {len(told['left_out']):,} can't be repaired"


def _planned(told: Any) -> str:  # noqa: ANN401 (JSON)
    applied = max(each["applied"] for each in told["effect"]["consumers"].values())
    return f"{told['records']:,} records, {applied:,} sales would be applied"


SAID: Mapping[str, Callable[[Any], str]] = {
    "failures redrive --apply": lambda told: f"{told['sent']:,} sent",
    "failures repair": _proposed,
    "failures repair --apply": lambda told: f"{told['sent']:,} sent",
    "raw check": lambda told: f"{len(told['disagreements']):,} disagreements",
    "replay plan": _planned,
    "replay start": lambda told: f"{told['sent']:,} records sent" if "sent" in told else "",
    "replay verify": lambda told: "every sale is applied" if told["good"] else "sales are missing",
    "status": lambda told: f"{sum(told['failures_waiting'].values()):,} failures wait",
    "rebuild": lambda told: f"{told['rebuild_differences']:,} differences in {told['rows']:,} rows",
}
WORDS = {word for kind in SAID for word in kind.split()}


def _failed(recovered: Recovered) -> str:
    redriven, repaired = recovered.redriven, len(recovered.repaired.sales)
    return (
        f"A function stumbled over {redriven.records:,} records, each time they came, until Lambda gave them "
        f"up. They lay whole in the failure archive; once the function was mended they were redriven, and a "
        f"second redrive found {redriven.again:,}. {repaired:,} quarantined sales were repaired by recipe "
        f"and sent under their own ids; the originals stay."
    )


def _restored(recovered: Recovered) -> str:
    restored = recovered.restored
    return (
        f"{restored.rows:,} rows were deleted from the ledger of {restored.consumer}, and a replay to that "
        f"consumer alone brought {restored.rows - len(restored.missing):,} of them back, in "
        f"{restored.seconds:.0f} s. Nothing of it went over the stream: of {restored.compared:,} positions "
        f"of readers, objects in raw and rows of ledgers {len(restored.reached):,} others changed."
    )


def _replayed(recovered: Recovered) -> str:
    replay = recovered.replay
    return (
        f"Then everything that the raw bucket holds went back onto the stream, {replay.records:,} records in "
        f"{replay.seconds:.0f} s, while {replay.live:,} new sales came in. The replay was killed on the way "
        f"and went on where it was. It left out {replay.left_out:,} records that had been refused, and "
        f"changed {len(replay.changes):,} rows, shelves, orders and refusals."
    )


def _rebuilt(recovered: Recovered) -> str:
    rebuilt = recovered.rebuilt
    return (
        f"At last the raw bucket was folded into fresh tables beside the live ones: {rebuilt.rows:,} rows "
        f"compared, {len(rebuilt.differences):,} differences."
    )
