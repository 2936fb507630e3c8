"""The domain's contract, as everybody reads it: consumers, lake, manifest, replay and rebuild."""

from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from contracts.claim_check import Claim
from contracts.correction import Correction, parse_correction
from contracts.event_parser import EventParser
from contracts.event_type import Event, Key
from domain import CONSUMERS, EVENT, DomainEvent

_parser = EventParser(EVENT, [each.effect for each in CONSUMERS])
parse = _parser.parse
parse_claimed = _parser.parse_claimed
refuse_times = _parser.refuse_times
digest = _parser.digest
digests = _parser.digests


class ClaimSource(Protocol):
    """Where oversized events and corrections lie."""

    def fetch(self, claim: Claim) -> bytes:
        """Return the bytes of a claim check; raise BrokenContract if they are gone or changed."""


class WholeEvent(Struct, frozen=True, gc=False):
    """An event with the bytes of its payload, and the operator's correction that brought it, if one did."""

    event: DomainEvent
    data: bytes
    correction: Correction | None = None

    def refuse_times(self, arrived_at: datetime, oldest: date) -> None:
        """Refuse an event from a wrong clock; a correction may be of any day that was accepted once."""
        refuse_times(self.event, arrived_at, date.min if self.correction else oldest)


def read_event(data: bytes, claims: ClaimSource) -> WholeEvent:
    """Return the event that a record holds or stands for; raise BrokenContract if it breaks a rule."""
    event = parse(data)
    return redeem(event, claims) if isinstance(event, Claim) else WholeEvent(event, data)


def redeem(claim: Claim, claims: ClaimSource) -> WholeEvent:
    """Return the event that a claim check stands for; raise BrokenContract if it is another one."""
    found = claims.fetch(claim)
    correction = parse_correction(found) if claim.claim.is_correction else None
    data = correction.data if correction else found
    return WholeEvent(parse_claimed(data, claim), data, correction)


def key_of(event: Event | Claim) -> Key:
    """Return the key of an event, or of the one that a claim check stands for, in every ledger."""
    return EVENT.split(*_names(event))


def partition_of(event: Event | Claim) -> str:
    """Return the order key of an event, or of the one that a claim check stands for."""
    return _names(event)[0]


def id_of(event: Event | Claim) -> str:
    """Return the id of an event, or of the one that a claim check stands for."""
    return _names(event)[1]


def _names(event: Event | Claim) -> Key:
    return (event.partition, event.event_id) if isinstance(event, Claim) else EVENT.names(event)
