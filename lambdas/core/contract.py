"""The domain's contract, as everybody reads it: consumers, lake, manifest, replay and rebuild."""

from contracts.claim_check import Claim
from contracts.event_parser import EventParser
from contracts.event_type import Event, Key
from domain import CONSUMERS, EVENT

_parser = EventParser(EVENT, [each.effect for each in CONSUMERS])
parse = _parser.parse
parse_claimed = _parser.parse_claimed
refuse_times = _parser.refuse_times
digest = _parser.digest
digests = _parser.digests


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
