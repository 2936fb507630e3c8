"""Render failures, for people and for programs."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from contracts.refusals import BrokenContract
from domain import EVENT
from lambdas.core import contract
from sluice.columns import columns
from sluice.failures.failure import Failure
from sluice.failures.occurrence import Occurrence

SAME = "this payload"
HIDDEN = "it holds what looks like a card number, and is not shown"
HEADINGS = ("id", "state", "reason", "consumer", EVENT.partition_noun, EVENT.noun, "times", "last failed")
COUNTABLE: Mapping[str, Callable[[Failure], str]] = {
    "reason": lambda failure: failure.last.reason,
    "consumer": lambda failure: failure.consumer,
    EVENT.partition_noun: lambda failure: failure.identity.partition or "?",
    "state": lambda failure: failure.state,
}


def render_list(failures: Sequence[Failure]) -> Iterator[str]:
    """Return a line for each failure, below a heading."""
    return columns([HEADINGS, *(_row(each) for each in failures)])


def count_by(failures: Iterable[Failure], by: str) -> Counter[str]:
    """Count failures by one of COUNTABLE."""
    return Counter(COUNTABLE[by](each) for each in failures)


def describe(failure: Failure, applied: Mapping[str, bytes]) -> dict[str, Any]:
    """Return all that is known of a failure; `applied` is what each ledger holds under its id."""
    return {
        **failure.figures(),
        "record": _record(failure, failure.first),
        "record_sent_last": _record(failure, failure.last),
        "applied": {
            consumer: describe_payload(failure.last.data, digest) for consumer, digest in applied.items()
        },
        "seen": [_occurrence(each) for each in failure.occurrences],
    }


def to_text(known: Mapping[str, Any]) -> Iterator[str]:
    """Render for people what `describe` returns."""
    plain = {name: each for name, each in known.items() if isinstance(each, str | int) and each != ""}
    yield from columns(
        [(name.replace("_", " "), each) for name, each in plain.items() if "record" not in name]
    )
    for consumer, payload in known["applied"].items():
        yield f"{consumer} has applied {payload}"
    for each in known["seen"]:
        yield f"{each['failed_at']}  {each['consumer']}  {each['reason']}: {each['why']}"
        yield f"    {each['object']} version {each['version']}"
    yield from _render_record("as it was received", known["record"])
    if known["record_sent_last"] != known["record"]:
        yield from _render_record("as it was sent last", known["record_sent_last"])


def pretty_json(fields: object) -> list[str]:
    """Return JSON as people read it, line by line."""
    return json.dumps(fields, indent=2, ensure_ascii=False).splitlines()


def _render_record(title: str, record: object) -> Iterator[str]:
    yield f"{title}:"
    yield from [record] if isinstance(record, str) else pretty_json(record)


def _record(failure: Failure, occurrence: Occurrence) -> object:
    if failure.holds_card_number:
        return HIDDEN
    try:
        return json.loads(occurrence.data)
    except (ValueError, RecursionError):
        return _text(occurrence.data)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return f"base64 {b64encode(data).decode()}"


def describe_payload(data: bytes, applied: bytes) -> str:
    """Say whether a ledger that has applied a payload of this digest has this one."""
    try:
        is_this = applied in contract.digests(data)
    except BrokenContract:
        is_this = False
    return SAME if is_this else "another payload under this id"


def _occurrence(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "kind": occurrence.kind,
        "consumer": occurrence.consumer,
        "reason": occurrence.reason,
        "field": occurrence.part,
        "why": occurrence.why,
        "arrived_at": occurrence.arrived_at.isoformat(),
        "failed_at": occurrence.failed_at.isoformat(),
        "tries": occurrence.tries,
        "object": occurrence.key,
        "version": occurrence.version,
    }


def _row(failure: Failure) -> tuple[object, ...]:
    identity, last = failure.identity, failure.last
    return (
        failure.id,
        failure.state,
        last.reason,
        failure.consumer,
        identity.partition or "?",
        identity.event_id or "?",
        len(failure.occurrences),
        f"{last.failed_at:%Y-%m-%d %H:%M:%S}",
    )
