"""Which failures go back as they are, and which it would be no use to send."""

from collections.abc import Iterable
from datetime import datetime

from contracts.refusals import Reason
from sluice.failures.failure import Failure
from sluice.failures.going_back import CONFLICTS, taken_up
from sluice.failures.judging import problem
from sluice.failures.occurrence import ToStream
from sluice.failures.outgoing import REDRIVE, Outgoing, grouped
from sluice.failures.plan import Plan, exhausted
from sluice.failures.recovery import CAP


def redrive(failures: Iterable[Failure], now: datetime, *, with_quarantined: bool, cap: int = CAP) -> Plan:
    """Take what waits of the failure archive, and of the quarantine if asked: its consumers may be mended."""
    asked = [each for each in failures if with_quarantined or not each.is_quarantined]
    problems = {each.id: _problem(each, now) for each in asked if each.is_left(cap)}
    going = [each for each in asked if each.id in problems and problems[each.id] is None]
    return Plan(
        outgoing=[Outgoing(each, each[0].last.data, each[0].last.way) for each in grouped(going)],
        left_out=[(each, why) for each in asked if (why := problems.get(each.id))],
        exhausted=exhausted(asked, cap),
    )


def _problem(failure: Failure, now: datetime) -> str | None:
    """What a batch took down with it may be whole: only a refusal is judged here."""
    if other := taken_up([failure], REDRIVE):
        return other
    if not failure.is_quarantined:
        return None
    if failure.last.reason == Reason.CONFLICT:
        return CONFLICTS
    return problem(failure.last.data, now) if isinstance(failure.last.way, ToStream) else None
