"""`sluice failures redrive`: plan which failures go back as they are, and send them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from typer import Exit, Option

from contracts.refusals import Reason as RefusalReason
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line, warn
from sluice.failures.channels import REDRIVE, Outgoing, RedriveSender, SendResult, Tally, group_by_record
from sluice.failures.deployment import FailureDeployment
from sluice.failures.failure import (
    CAP,
    CONFLICTS,
    PARKED,
    Failure,
    Filters,
    describe_other_sender,
)
from sluice.failures.objects import read_window
from sluice.failures.occurrence import ToStream, find_problem
from sluice.failures.recoveries import Recoveries
from sluice.options import RATE, Apply, Cap, Consumer, Limit, Partition, Rate, Reason, Since, State, Until
from sluice.progress import add_up

Quarantined = Annotated[
    bool, Option("--quarantined", help="Refused records too: their consumers were mended.")
]


def redrive(
    environment: Environment,
    reason: Reason = None,
    consumer: Consumer = None,
    partition: Partition = None,
    since: Since = None,
    until: Until = None,
    state: State = None,
    quarantined: Quarantined = False,
    rate: Rate = RATE,
    cap: Cap = CAP,
    limit: Limit = None,
    apply: Apply = False,
    as_json: Json = False,
) -> None:
    """Send back what was given up, each record once, to where it came from."""
    with one_line():
        filters = Filters(reason=reason, consumer=consumer, partition=partition, state=state)
        deployment = FailureDeployment(environment)
        window = read_window(since, until)
        if not (failures := deployment.find(window, filters)):
            warn(deployment.explain_nothing(window, filters))
        whole = plan_redrive(failures, datetime.now(UTC), with_quarantined=quarantined, cap=cap)
        plan = replace(whole, outgoing=whole.outgoing[:limit])
        if apply:
            raise Exit(carry_out(plan, deployment, rate, as_json=as_json))
        emit(plan.figures, *plan.to_text(rate), as_json=as_json)


@dataclass(frozen=True, slots=True)
class RedrivePlan:
    """The failures that go back, those that don't and why, and those that have failed too often."""

    outgoing: Sequence[Outgoing]
    left_out: Sequence[tuple[Failure, str]]
    exhausted: Sequence[Failure]

    def execute(self, recoveries: Recoveries, sender: RedriveSender) -> "RedriveResult":
        """Park what has failed too often, and send the rest."""
        for each in self.exhausted:
            recoveries.park(each.id, by="cap")
        return RedriveResult(self, add_up(sender.send(self.outgoing), "sending", len(self.outgoing)))

    @property
    def figures(self) -> dict[str, Any]:
        """The plan for programs."""
        return {
            "records": len(self.outgoing),
            "failures": sum(len(each.failures) for each in self.outgoing),
            "left_out": [{"id": each.id, "why": why} for each, why in self.left_out],
            "parked": [each.id for each in self.exhausted],
        }

    def to_text(self, rate: float) -> Iterator[str]:
        """Render the plan for people, before anything is done."""
        yield from self.render_left_out()
        seconds = len(self.outgoing) / rate
        yield f"{self.summary} would be sent, in {seconds:,.0f} s at {rate:g} a second: say --apply"

    def render_left_out(self) -> Iterator[str]:
        """Render what doesn't go, and why."""
        for each, why in self.left_out:
            yield f"{each.id} stays: {why}"
        for each in self.exhausted:
            yield f"{each.id} has failed too often: it is parked"

    @property
    def summary(self) -> str:
        """The number of records and failures that go."""
        return f"{len(self.outgoing):,} records of {self.figures['failures']:,} failures"


@dataclass(frozen=True, slots=True)
class RedriveResult:
    """A plan that was carried out, and the records by what became of them."""

    plan: RedrivePlan
    tally: Tally

    @property
    def code(self) -> int:
        """The exit code: 0 if all of it went."""
        return DONE if set(+self.tally) <= {SendResult.SENT.value} else FAILED

    @property
    def figures(self) -> dict[str, Any]:
        """The result for programs."""
        outcomes = {name.replace(" ", "_"): number for name, number in (+self.tally).items()}
        return self.plan.figures | {"sent": 0} | outcomes

    def to_text(self) -> Iterator[str]:
        """Render the result for people."""
        yield from self.plan.render_left_out()
        outcomes = ", ".join(f"{number:,} {name}" for name, number in (+self.tally).items())
        yield f"{self.plan.summary}: {outcomes or 'nothing to send'}"


def plan_redrive(
    failures: Iterable[Failure], now: datetime, *, with_quarantined: bool, cap: int = CAP
) -> RedrivePlan:
    """Take what waits in the failure archive, and if asked in the quarantine: consumers may be mended."""
    considered = [each for each in failures if with_quarantined or not each.is_quarantined]
    problems = {each.id: _problem_of(each, now) for each in considered if each.is_left(cap)}
    ready = [each for each in considered if each.id in problems and problems[each.id] is None]
    return RedrivePlan(
        outgoing=[Outgoing(each, each[0].last.data, each[0].last.route) for each in group_by_record(ready)],
        left_out=[(each, why) for each in considered if (why := problems.get(each.id))],
        exhausted=list_exhausted(considered, cap),
    )


def carry_out(plan: RedrivePlan, deployment: FailureDeployment, rate: float, *, as_json: bool) -> int:
    """Carry out a plan, report what became of it, and return an exit code."""
    result = plan.execute(deployment.recoveries, deployment.sender(rate))
    emit(result.figures, *result.to_text(), as_json=as_json)
    return result.code


def list_exhausted(failures: Iterable[Failure], cap: int) -> list[Failure]:
    """Return what has just used up its attempts: it is to be parked."""
    return [each for each in failures if each.recovery.state != PARKED and each.state_under(cap) == PARKED]


def _problem_of(failure: Failure, now: datetime) -> str | None:
    """Return why a failure can't go back: what a batch took down with it may be whole, a refusal isn't."""
    if other := describe_other_sender([failure], REDRIVE):
        return other
    if not failure.is_quarantined:
        return None
    if failure.last.reason == RefusalReason.CONFLICT:
        return CONFLICTS
    return find_problem(failure.last.data, now) if isinstance(failure.last.route, ToStream) else None
