"""Why a record can't go back: for what was done about it, for what it holds, or for what was applied."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from contracts.claim_check import CLAIM, Claim
from contracts.refusals import Reason
from domain import EVENT, DomainEvent
from lambdas.core import contract
from limits.firehose import RECORD_BYTES
from sluice.failures.failure import CONFLICTS, Failure, describe_other_sender
from sluice.failures.occurrence import parse_now


class NotRedrivable(ValueError):
    """A record that no recipe can bring back, or not this one."""


def require_retryable(group: Sequence[Failure], by: str, cap: int) -> None:
    """Raise NotRedrivable for what no repair by this recipe would help."""
    if not any(each.is_left(cap) for each in group):
        raise NotRedrivable(f"it is parked after {group[0].recovery.attempts} attempts")
    if problem := describe_other_sender(group, by):
        raise NotRedrivable(problem)
    if any(each.holds_card_number for each in group):
        raise NotRedrivable("it holds what looks like a card number: it is shown and sent nowhere")
    if any(each.last.reason == Reason.CONFLICT for each in group):
        raise NotRedrivable(CONFLICTS)


def require_fields(fields: dict[str, Any] | None) -> dict[str, Any]:
    """Return the fields of an event, or raise NotRedrivable."""
    if fields is None:
        raise NotRedrivable("it is no JSON object: nothing in it can be named")
    if CLAIM in fields:
        raise NotRedrivable("it is a claim check: what is wrong lies in its object, or is its object")
    return fields


def parse_repaired(
    failure: Failure, before: Mapping[str, Any], after: bytes, now: datetime, oldest: date
) -> DomainEvent:
    """Return the event that a record has become; raise BrokenContract or NotRedrivable."""
    event = parse_now(after, now, oldest)
    if isinstance(event, Claim):
        raise NotRedrivable("it has become a claim check")
    if len(after) > RECORD_BYTES.limit:
        raise NotRedrivable(f"it has become larger than {RECORD_BYTES.limit} bytes")
    was, now_is = before.get(EVENT.id.name), EVENT.id_of(event)
    if was not in (None, now_is) and failure.last.reason != Reason.BAD_ID:
        raise NotRedrivable(f"it has become another {EVENT.noun}: only a bad {EVENT.id.name} may change")
    return event


def require_unapplied(event_id: str, after: bytes, applied: Mapping[str, bytes]) -> None:
    """Raise NotRedrivable if a consumer has applied other bytes; the same are an attempt that was not noted.

    `applied` is the digest of what each consumer has applied under the id.
    """
    if by := [name for name, digest in applied.items() if digest not in contract.digests(after)]:
        raise NotRedrivable(f"{event_id} was applied by {', '.join(by)} meanwhile: it would only conflict")
