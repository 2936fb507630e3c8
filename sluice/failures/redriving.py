"""Which failures go back as they are, and which it would be no use to send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.refusals import Reason
from sluice.failures.failure import Failure
from sluice.failures.judging import problem
from sluice.failures.occurrence import ToStream
from sluice.failures.outgoing import REDRIVE, Outgoing, grouped
from sluice.failures.recovery import CAP, PARKED

CONFLICTS = "its id is taken: it would only conflict again"


@dataclass(frozen=True, slots=True)
class Redrive:
    """What goes back, what doesn't and why, and what has failed too often."""

    outgoing: Sequence[Outgoing]
    left_out: Sequence[tuple[Failure, str]]
    exhausted: Sequence[Failure]


def redrive(failures: Iterable[Failure], now: datetime, *, with_quarantined: bool, cap: int = CAP) -> Redrive:
    """Take what waits of the failure archive, and of the quarantine if asked: its consumers may be mended."""
    asked = [each for each in failures if with_quarantined or not each.is_quarantined]
    problems = {each.id: _problem(each, now) for each in asked if each.is_left(cap)}
    going = [each for each in asked if each.id in problems and problems[each.id] is None]
    return Redrive(
        outgoing=[Outgoing(each, each[0].last.data, each[0].last.way) for each in grouped(going)],
        left_out=[(each, why) for each in asked if (why := problems.get(each.id))],
        exhausted=exhausted(asked, cap),
    )


def exhausted(failures: Iterable[Failure], cap: int) -> list[Failure]:
    """Return what has just used up its attempts: it is to be parked."""
    return [
        each
        for each in failures
        if each.recovery.state != PARKED and each.recovery.after(each.last.failed_at, cap) == PARKED
    ]


def _problem(failure: Failure, now: datetime) -> str | None:
    """What a batch took down with it may be whole: only a refusal is judged here."""
    if failure.is_sent_by_another(REDRIVE):
        return f"{failure.recovery.by} is sending it: run that again first"
    if not failure.is_quarantined:
        return None
    if failure.last.reason == Reason.CONFLICT:
        return CONFLICTS
    return problem(failure.last.data, now) if isinstance(failure.last.way, ToStream) else None
