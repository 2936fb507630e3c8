"""What the page shows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lambdas.cards import holds_card_number
from twin.demo.chart import Chart
from twin.demo.decisions.decided import Decided
from twin.demo.drawing import Drawing
from twin.demo.encore import Encore
from twin.demo.message import Kind
from twin.demo.night import Night
from twin.demo.reality import Kept
from twin.demo.result import Result

EXAMPLE_LENGTH = 80
MOST_NAMES = 50


@dataclass(frozen=True)
class Check:
    """A figure of the reconciliation: "good" and "bad" are judged, "" is told."""

    name: str
    count: int
    of: int | None = None
    state: str = ""


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
    flows: Sequence[Drawing]
    charts: Sequence[Chart]
    suspects: Sequence[Suspect]
    suspicions: str
    ordered: Sequence[Ordered]
    orders: str
    refused: Sequence[Refused]
    crashes: Sequence[CrashRow]
    written_twice: int
    command: str
    origin: str
    seconds: Mapping[str, float]


def headline(result: Result) -> str:
    """Say in one line how it went."""
    if result.ok:
        return "Every sale accepted counts exactly once."
    found = ", ".join(f"{what} ({len(names):,})" for what, names in result.wrong.items())
    return f"The promise was broken: {found}."


def checks(result: Result) -> list[Check]:
    """Return the reconciliation, figure by figure."""
    stock, points, kinds = result.stock, result.points, result.expectation.kinds
    to_refuse = kinds[Kind.BROKEN] + kinds[Kind.CONFLICT]
    lost, twice = result.wrong.get("lost", ()), result.wrong.get("applied twice", ())
    due = len(result.expectation.sales) - len({*stock.waiting, *points.waiting})
    return [
        Check("Accepted by the stream", len(result.accepted), len(result.sent)),
        _judged("Sales applied once", len(result.applied), due, len(result.applied) == due and not twice),
        _judged("Kept in quarantine", len(result.refused), to_refuse, len(result.refused) == to_refuse),
        Check("In the failure archive", len(result.archived)),
        _judged("Lost", len(lost), len(result.accepted), not lost),
        _judged("Applied twice", len(twice), len(result.expectation.sales), not twice),
        _judged("Stock items that are wrong", len(stock.mismatches), stock.accounts, not stock.mismatches),
        _judged(
            "Points accounts that are wrong", len(points.mismatches), points.accounts, not points.mismatches
        ),
        _judged(
            "Missing in the raw archive",
            len(result.raw_missing),
            len(result.accepted),
            not result.raw_missing,
        ),
        _judged(
            "Otherwise when rebuilt from raw",
            len(result.rebuild_differences),
            stock.accounts + points.accounts,
            not result.rebuild_differences,
        ),
        *_night(result.night),
        *_encore(result.encore, len(result.night.store_days)),
        *_decided(result.decided),
    ]


def _night(night: Night) -> Iterator[Check]:
    days, store_days = len(night.closings) + len(night.open), len(night.store_days)
    yield _judged("Days closed", len(night.closings), days, not night.open)
    yield _judged("Store days reported wrongly", len(night.mismatches), store_days, not night.mismatches)
    yield _judged("Changed by doing it all again", night.commits, store_days, not night.commits)


def _encore(encore: Encore | None, store_days: int) -> Iterator[Check]:
    if encore:
        restated = len(encore.restated)
        yield _judged("Restated by a late sale, and a day again", restated, store_days, not encore.wrong)


def _decided(decided: Decided | None) -> Iterator[Check]:
    if decided:
        orders, shelves, known = len(decided.orders), len(decided.shelves), len(decided.incidents)
        events = sum(replayed.events for replayed in decided.replays.values())
        yield Check("Frauds caught while the sales stream", len(decided.caught), known)
        yield Check("Honest sales suspected", len(decided.false_alarms), len(decided.suspected))
        yield _judged("Ordered once each time stock ran low", orders, decided.low, decided.orders_fit)
        yield _judged("Shelves that differ from their ledger", *_of(decided.shelf_mismatches, shelves))
        yield _judged("Ordered by replaying every event", *_of(decided.replay_changes, events))


def _of(names: Sequence[str], of: int) -> tuple[int, int, bool]:
    return len(names), of, not names


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


def _judged(name: str, count: int, of: int, good: bool) -> Check:
    return Check(name, count, of, "good" if good else "bad")
