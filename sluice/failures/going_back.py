"""Why a record can't go back: for what was done about it, for what it holds, or for what was applied."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.claim_check import Claim
from contracts.refusals import Reason
from domain import EVENT
from domain.sale import Sale
from lambdas.core import contract
from limits.kinesis import RECORD_BYTES
from sluice.failures.failure import Failure
from sluice.failures.judging import judged

CONFLICTS = "its sale id is taken: it would only conflict again"


class CantGoBack(ValueError):
    """A record that no recipe can bring back, or not this one."""


def taken_up(failures: Sequence[Failure], by: str) -> str | None:
    """Say who else has begun to send one of them: what that one sends may be other bytes."""
    others = [each.recovery.by for each in failures if each.is_sent_by_another(by)]
    return f"{others[0]} is sending it: run that again first" if others else None


def refuse_hopeless(group: Sequence[Failure], by: str, cap: int) -> None:
    """Raise CantGoBack for what no repair by this recipe would help."""
    if not any(each.is_left(cap) for each in group):
        raise CantGoBack(f"it is parked after {group[0].recovery.attempts} attempts")
    if problem := taken_up(group, by):
        raise CantGoBack(problem)
    if any(each.holds_card_number for each in group):
        raise CantGoBack("it holds what looks like a card number: it is shown and sent nowhere")
    if any(each.last.reason == Reason.CONFLICT for each in group):
        raise CantGoBack(CONFLICTS)


def nameable(fields: dict[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a sale, or raise CantGoBack."""
    if fields is None:
        raise CantGoBack("it is no JSON object: nothing in it can be named")
    if "claim" in fields:
        raise CantGoBack("it is a claim check: what is wrong lies in its object, or is its object")
    return fields


def repaired(failure: Failure, before: Mapping[str, Any], after: bytes, now: datetime) -> Sale:
    """Return the sale that a record has become; raises BrokenContract or CantGoBack."""
    sale = judged(after, now)
    if isinstance(sale, Claim):
        raise CantGoBack("it has become a claim check")
    if len(after) > RECORD_BYTES.limit:
        raise CantGoBack(f"it has become larger than {RECORD_BYTES.limit} bytes")
    was, now_is = before.get(EVENT.id.name), EVENT.id_of(sale)
    if was not in (None, now_is) and failure.last.reason != Reason.BAD_ID:
        raise CantGoBack(f"it has become another {EVENT.noun}: only a bad {EVENT.id.name} may change")
    return sale


def refuse_applied(sale_id: str, after: bytes, applied: Mapping[str, bytes]) -> None:
    """Raise CantGoBack if a consumer has applied other bytes; the same are an attempt that was not noted.

    `applied` is the digest of what each consumer has applied under the sale id.
    """
    if by := [name for name, digest in applied.items() if digest != contract.digest(after)]:
        raise CantGoBack(f"{sale_id} was applied by {', '.join(by)} meanwhile: it would only conflict")
