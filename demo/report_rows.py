"""The rows of the page: what was refused, what crashed, what is wrong by name."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from demo.crashes import Crash
from demo.deployment import Deployment
from demo.observed_state import QuarantinedRecord
from demo.recorder import Recorder
from domain import EVENT

EXAMPLE_LENGTH = 80
CARD = "not shown: it looks like a card number"
SOMEBODY = "not shown: it may name somebody"
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
    """Return the quarantine by reason, each with an example that names nobody and shows no card number."""
    grouped = ((reason, list(group)) for reason, group in groupby(sorted(quarantine, key=_reason), _reason))
    return [RefusedGroup(*reason, len(group), example(group[0])) for reason, group in grouped]


def example(kept: QuarantinedRecord) -> str:
    """Return the value that was refused, if it is one of a field that names nobody."""
    if kept.reason == "card_number" or EVENT.holds_card_number(kept.data):
        return CARD
    try:
        payload = json.loads(kept.data)
        value = _value_at(payload, kept.field)
    except (ValueError, LookupError, TypeError):
        return SOMEBODY
    shown = json.dumps(value)
    if isinstance(value, dict | list) or _names_somebody(payload, kept.field, shown):
        return SOMEBODY
    return shown if len(shown) <= EXAMPLE_LENGTH else shown[:EXAMPLE_LENGTH] + " …"


def _value_at(payload: object, field: str) -> Any:  # noqa: ANN401 (JSON)
    """Return what stands at a path such as lines[2].quantity; raise LookupError or TypeError."""
    found: Any = payload
    for name in re.findall(r"[^.\[\]]+", field):
        found = found[int(name) if isinstance(found, list) else name]
    return found


def _names_somebody(payload: object, field: str, shown: str) -> bool:
    if EVENT.personal is None:
        return False
    people = {EVENT.personal.person_of(payload), *EVENT.personal.tokens_of(payload)}
    return field in EVENT.personal.names or any(each and each in shown for each in people)


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
