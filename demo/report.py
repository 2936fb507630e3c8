"""What the page shows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from contracts.cards import holds_card_number
from demo.chart import Chart
from demo.check import Check
from demo.drawing import Drawing
from demo.reality import Kept
from demo.recovery.telling import Story
from demo.result import Result

EXAMPLE_LENGTH = 80
MOST_NAMES = 50


@dataclass(frozen=True)
class Refused:
    """The quarantine's records of one reason."""

    reason: str
    why: str
    count: int
    example: str


@dataclass(frozen=True)
class CrashRow:
    """A crash as the page tells it."""

    second: float
    consumer: str
    moment: str
    records: int
    outcome: str


@dataclass(frozen=True)
class Suspect:
    """A suspected sale, and what it was in truth."""

    when: str
    store: str
    dollars: str
    score: int
    decision: str
    evidence: Sequence[str]
    truth: str


@dataclass(frozen=True)
class Ordered:
    """A purchase order, as its supplier has it."""

    store: str
    product: str
    units: int
    order: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything on the page, ready to be laid out."""

    ok: bool
    headline: str
    summary: str
    checks: Sequence[Check]
    culprits: Sequence[str]
    flows: Mapping[str, Drawing]
    charts: Sequence[Chart]
    suspects: Sequence[Suspect]
    suspicions: str
    ordered: Sequence[Ordered]
    orders: str
    refused: Sequence[Refused]
    crashes: Sequence[CrashRow]
    written_twice: int
    recovery: Story | None
    command: str
    origin: str
    seconds: Mapping[str, float]


def headline(result: Result) -> str:
    """Say in one line how it went."""
    if result.ok:
        return "Every sale accepted counts exactly once."
    found = ", ".join(f"{what} ({len(names):,})" for what, names in result.wrong.items())
    return f"The promise was broken: {found}."


def culprits(wrong: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield what is wrong by name, and how much more there is of it."""
    for what, names in wrong.items():
        yield from (f"{what}: {name}" for name in names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            yield f"{what}: {len(names) - MOST_NAMES:,} more, all in demo.json"


def refused(quarantine: Iterable[Kept]) -> list[Refused]:
    """Return the quarantine by reason, each with an example that shows no card number."""
    grouped = ((reason, list(group)) for reason, group in groupby(sorted(quarantine, key=_reason), _reason))
    return [Refused(*reason, len(group), example(group[0])) for reason, group in grouped]


def example(kept: Kept) -> str:
    """Return the field that was refused if the record has it, or else how the record begins."""
    if kept.reason == "card_number" or holds_card_number(kept.data):
        return "not shown: it looks like a card number"
    try:
        shown = json.dumps(json.loads(kept.data)[kept.field])
    except (ValueError, KeyError, TypeError):
        shown = kept.data.decode(errors="replace")
    return shown if len(shown) <= EXAMPLE_LENGTH else shown[:EXAMPLE_LENGTH] + " …"


def _reason(kept: Kept) -> tuple[str, str]:
    return kept.reason, f"{kept.field}: {kept.why}"
