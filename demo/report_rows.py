"""The rows of the page: what was refused, what crashed, what is wrong by name."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from demo.crashes import Crash
from demo.deployment import Deployment
from demo.observed_state import QuarantinedRecord
from demo.recorder import Recorder
from domain import EVENT

EXAMPLE_LENGTH = 80
MOST_NAMES = 50


@dataclass(frozen=True)
class RefusedGroup:
    """The quarantine's records of one reason."""

    reason: str
    why: str
    count: int
    example: str


@dataclass(frozen=True)
class CrashRow:
    """A crash as the page shows it."""

    second: float
    consumer: str
    moment: str
    records: int
    outcome: str


def span(first: datetime, last: datetime) -> str:
    """Return days as people say them, none twice."""
    if first.date() == last.date():
        return f"{last:%-d %B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%-d} to {last:%-d %B %Y}"
    return f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def violations(wrong: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield what is wrong by name, and how much more there is of it."""
    for what, names in wrong.items():
        yield from (f"{what}: {name}" for name in names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            yield f"{what}: {len(names) - MOST_NAMES:,} more, all in demo.json"


def refused(quarantine: Iterable[QuarantinedRecord]) -> list[RefusedGroup]:
    """Return the quarantine by reason, each with an example that shows no card number."""
    grouped = ((reason, list(group)) for reason, group in groupby(sorted(quarantine, key=_reason), _reason))
    return [RefusedGroup(*reason, len(group), example(group[0])) for reason, group in grouped]


def example(kept: QuarantinedRecord) -> str:
    """Return the field that was refused if the record has it, or else how the record begins."""
    if kept.reason == "card_number" or EVENT.holds_card_number(kept.data):
        return "not shown: it looks like a card number"
    try:
        shown = json.dumps(json.loads(kept.data)[kept.field])
    except (ValueError, KeyError, TypeError):
        shown = kept.data.decode(errors="replace")
    return shown if len(shown) <= EXAMPLE_LENGTH else shown[:EXAMPLE_LENGTH] + " …"


def _reason(kept: QuarantinedRecord) -> tuple[str, str]:
    return kept.reason, f"{kept.field}: {kept.why}"


def crash_row(crash: Crash, deployment: Deployment, recorder: Recorder) -> CrashRow:
    """Return a crash as the page shows it."""
    return CrashRow(
        second=crash.at - recorder.began,
        consumer=deployment.consumer_of(crash.function),
        moment=_moment(crash),
        records=len(crash.batch),
        outcome=_outcome(crash),
    )


def _moment(crash: Crash) -> str:
    if not crash.done:
        return "before its first record"
    if crash.done < len(crash.batch):
        return f"after {crash.done} records"
    return "after its last record, before its answer"


def _outcome(crash: Crash) -> str:
    if not crash.came_again:
        return "not delivered again"
    batches = len(crash.came_again)
    again = "one batch" if batches == 1 else f"{batches} batches"
    return f"came again in {again}, {crash.came_again[0] - crash.at:.1f} s later"
