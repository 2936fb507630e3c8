"""Ways to break the contract that an event of any type can be broken by."""

from collections.abc import Sequence
from hashlib import sha256

from contracts.claim_check import CLAIM
from contracts.event_type import E, EventType
from contracts.refusals import Reason
from contracts.scenario import Break, Payload, compact

TEST_CARD = "4111 1111 1111 1111"
"""The networks' published test number."""

UNKNOWN_VERSION = "9.0"


def contract_breaks(event_type: EventType[E]) -> Sequence[Break]:
    """Return what breaks an event of a type, whatever it says."""
    event_id, partition = event_type.id.name, event_type.partition.name

    def other_partition(event: Payload) -> bytes:
        """Name another partition in the id than in the event."""
        return compact({**event, event_id: f"9{event[event_id]}"})

    def claim_to_nothing(event: Payload) -> bytes:
        """Send a claim check whose event was never left in the bucket."""
        whole = compact(event)
        digest = sha256(whole).hexdigest()
        claim = {"key": f"claims/{event[event_id]}/{digest}.json", "sha256": digest, "bytes": len(whole)}
        kept = {name: event[name] for name in ("schema_version", event_id, partition)}
        return compact({**kept, CLAIM: claim})

    return (
        Break(blank, Reason.NOT_JSON),
        Break(split, Reason.LINE_BREAK),
        Break(cut_off, Reason.NOT_JSON),
        Break(card_number, Reason.CARD_NUMBER),
        Break(unknown_version, Reason.UNKNOWN_VERSION),
        Break(other_partition, Reason.BAD_ID),
        Break(claim_to_nothing, Reason.CLAIM_MISSING),
    )


def blank(_: Payload) -> bytes:
    """Send nothing."""
    return b""


def split(event: Payload) -> bytes:
    """Send the event on a line of its own behind another, in one record."""
    return b'{"junk":1}\n' + compact(event)


def cut_off(event: Payload) -> bytes:
    """Send the first two thirds."""
    whole = compact(event)
    return whole[: len(whole) * 2 // 3]


def card_number(event: Payload) -> bytes:
    """Send a card number in a note."""
    return compact({**event, "note": TEST_CARD})


def unknown_version(event: Payload) -> bytes:
    """Send a version of the contract that doesn't exist."""
    return compact({**event, "schema_version": UNKNOWN_VERSION})
