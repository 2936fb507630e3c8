"""`sluice failures correct`: say which payload of an event is right, for ledgers, lake and report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from typer import Argument, Exit, Option

from contracts.correction import Correction
from contracts.event_type import Key
from contracts.refusals import BrokenContract, Reason
from domain import EVENT
from lambdas.core import contract
from lambdas.core.contract import WholeEvent
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.failures.channels import Outgoing, SendResult
from sluice.failures.corrections import encode_record, next_correction
from sluice.failures.deployment import FailureDeployment
from sluice.failures.failure import Failure
from sluice.failures.objects import FailureWindow, read_window
from sluice.failures.occurrence import ToStream
from sluice.failures.render import describe_payload, pretty_json
from sluice.options import RATE, Apply, Since, Until
from sluice.time_options import InvalidOption

BY = "correct"
Why = Annotated[str, Option("--reason", metavar="TEXT", help="Why it is right; kept with it.")]
Other = Annotated[
    Path | None, Option("--payload", metavar="FILE", help="Another payload than the failure's.")
]


def correct(
    environment: Environment,
    failure: Annotated[str, Argument(metavar="ID", help="A conflict, or what its id begins with.")],
    reason: Why,
    payload: Other = None,
    since: Since = None,
    until: Until = None,
    apply: Apply = False,
    as_json: Json = False,
) -> None:
    """Say which payload of an event is right."""
    with one_line():
        deployment, window = FailureDeployment(environment), read_window(since, until)
        [one] = deployment.select_by_id([failure], window)
        plan = plan_correction(deployment, window, one, payload, reason)
        if apply:
            raise Exit(carry_out(plan, deployment, as_json=as_json))
        emit(plan.figures, *plan.to_text(), as_json=as_json)


@dataclass(frozen=True, slots=True)
class CorrectionPlan:
    """The correction of an event, the conflicts that it settles, and what the ledgers have of it so far."""

    key: Key
    correction: Correction
    conflicts: Sequence[Failure]
    applied: Mapping[str, bytes]

    @property
    def event_id(self) -> str:
        """The event."""
        return EVENT.event_id(self.key)

    @property
    def figures(self) -> dict[str, Any]:
        """The plan for programs."""
        return {
            EVENT.id.name: self.event_id,
            "correction": self.correction.number,
            "reason": self.correction.reason,
            "payload": msgspec.json.decode(self.correction.data),
            "settles": list(self.correction.settles),
            "failures": [each.id for each in self.conflicts],
            "ledgers": {name: self._describe(digest) for name, digest in self.applied.items()},
        }

    def to_text(self) -> Iterator[str]:
        """Render the plan for people, before anything is done."""
        yield from pretty_json(msgspec.json.decode(self.correction.data))
        yield from (f"{name} has {self._describe(digest)}" for name, digest in self.applied.items())
        yield f"{self.summary} would be sent: say --apply"

    @property
    def summary(self) -> str:
        """The correction in a few words."""
        settled = f"{len(self.conflicts)} failure{'s' * (len(self.conflicts) != 1)}"
        return f"correction {self.correction.number} of {self.event_id}, which settles {settled},"

    def _describe(self, digest: bytes) -> str:
        return describe_payload(self.correction.data, digest)


def plan_correction(
    deployment: FailureDeployment, window: FailureWindow, one: Failure, payload: Path | None, reason: str
) -> CorrectionPlan:
    """Plan the correction of a conflict's event; raise InvalidOption for what can't be one."""
    if one.last.reason != Reason.CONFLICT:
        raise InvalidOption(f"{one.id} is no conflict: sluice failures repair mends what is refused")
    right = _read(payload, one, deployment)
    event_id, key = contract.id_of(right.event), contract.key_of(right.event)
    if event_id != one.identity.event_id:
        raise InvalidOption(
            f"{payload} holds {EVENT.noun} {event_id}, the failure is of {one.identity.event_id}"
        )
    conflicts = [each for each in deployment.find(window) if _is_conflict(each, event_id)]
    applied = deployment.ledgers.digests(key)
    settles = {*contract.digests(right.data), *applied.values(), *_digests(conflicts, deployment)}
    try:
        correction = next_correction(deployment.corrections.last(event_id), right.data, settles, reason)
        contract.parse(encode_record(key, correction))
    except BrokenContract as broken:
        raise InvalidOption(f"--reason or payload, no consumer would take them: {broken}") from None
    return CorrectionPlan(key, correction, conflicts, applied)


def carry_out(plan: CorrectionPlan, deployment: FailureDeployment, *, as_json: bool) -> int:
    """Keep the correction, send it, and note what it settles; killed anywhere, a next run does the rest."""
    deployment.corrections.put(plan.event_id, plan.correction)
    left = [each for each in plan.conflicts if each.is_left()]
    for each in left:
        deployment.recoveries.begin(
            each.id, each.next_attempt, seen=max(each.last.failed_at, each.recovery.seen), by=BY
        )
    record = Outgoing(left, encode_record(plan.key, plan.correction), ToStream(plan.key[0]), BY)
    [result] = deployment.sender(RATE).channels.send([record])
    if result is SendResult.SENT:
        for each in left:
            deployment.recoveries.sent(each.id, each.next_attempt, plan.event_id)
    done = f"{plan.summary} {'is sent' if result is SendResult.SENT else 'was not taken: say it again'}"
    emit(plan.figures | {"sent": result is SendResult.SENT}, done, as_json=as_json)
    return DONE if result is SendResult.SENT else FAILED


def _read(payload: Path | None, one: Failure, deployment: FailureDeployment) -> WholeEvent:
    """Read the payload that is right; raise InvalidOption if no consumer would take it."""
    try:
        data = payload.read_bytes().strip() if payload else one.last.data
        whole = contract.read_event(data, deployment.corrections.claims)
        contract.digest(whole.data)
        whole.refuse_times(datetime.now(UTC), date.min)
    except OSError as error:
        raise InvalidOption(f"--payload {payload} can't be read: {error.strerror}") from None
    except BrokenContract as broken:
        raise InvalidOption(f"{payload or one.id} can't be right: {broken.reason}: {broken}") from None
    return whole


def _digests(conflicts: Sequence[Failure], deployment: FailureDeployment) -> Iterator[bytes]:
    """Yield the digests of what conflicts, but for a claim check whose object is gone: nobody applies it."""
    for each in conflicts:
        try:
            whole = contract.read_event(each.last.data, deployment.corrections.claims)
        except BrokenContract:
            continue
        yield from contract.digests(whole.data)


def _is_conflict(failure: Failure, event_id: str) -> bool:
    return failure.last.reason == Reason.CONFLICT and failure.identity.event_id == event_id
