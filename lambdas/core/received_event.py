"""An event as a rule of the bus delivers it, whole again if it was too large to travel."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from contracts.bus_event import BusEvent
from contracts.claim_check import ClaimedObject
from contracts.event_parser import UNREADABLE, to_broken_contract
from contracts.event_type import MAJOR_VERSION
from contracts.refusals import BrokenContract, Reason
from lambdas.core.claims import Claims

E = TypeVar("E", bound=BusEvent)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReceivedEvent(Generic[E]):
    """An event, and the name of the replay that brought it, if one did."""

    event: E
    replay: str | None = None


class BusEnvelope(Struct, frozen=True):
    """EventBridge's envelope of an event; only a replayed one has a replay's name.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
    """

    detail: Raw
    detail_type: str = field(name="detail-type")
    replay: str | None = field(name="replay-name", default=None)


class Head(Struct, frozen=True):
    """The fields that every detail of ours has, and the claim check in the place of an oversized one."""

    event_id: str
    claim: ClaimedObject | None = None


def parse_delivery(data: bytes, kind: type[E], claims: Claims) -> ReceivedEvent[E]:
    """Return the event that `data` holds; raise BrokenContract if it breaks the contract, else what may pass.

    Fields that this version doesn't know are left alone: a newer minor version may add them.
    """
    envelope = _decode(data, BusEnvelope)
    if envelope.detail_type != kind.__name__:
        raise BrokenContract(Reason.WRONG_SHAPE, "detail-type", f"is not {kind.__name__}")
    detail = fetch_detail(bytes(envelope.detail), claims)
    return ReceivedEvent(_check(_decode(detail, kind), _decode(detail, Head)), envelope.replay)


def fetch_detail(detail: bytes, claims: Claims) -> bytes:
    """Return an event's detail, from the bucket of claims if it is not here; raise as `incoming` does."""
    head = _decode(detail, Head)
    if head.claim is None:
        return detail
    found = claims.redeem(head.claim)
    if _decode(found, Head).event_id != head.event_id:
        raise BrokenContract(Reason.CLAIM_MISMATCH, "event_id", "is not that of the claim check")
    return found


def _decode(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except UNREADABLE as error:
        raise to_broken_contract(error) from None


def _check(event: E, head: Head) -> E:
    """What is done once is known by this id: it must be the one that the event's own fields make."""
    if not f"{event.schema_version}.".startswith(MAJOR_VERSION):
        raise BrokenContract(Reason.UNKNOWN_VERSION, "schema_version", "has a major version that is not 1")
    if head.event_id != event.event_id:
        raise BrokenContract(Reason.WRONG_SHAPE, "event_id", "is not the one that the event's fields make")
    return event
