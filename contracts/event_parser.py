"""Reads events: what a record holds, whether it is accepted, and whether two payloads are the same."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, Generic

import msgspec

from contracts.canonical import Spelling
from contracts.claim_check import CLAIM, LONGEST_KEY, MOST_RECORD_BYTES, Claim, ClaimedObject
from contracts.consumer_spec import Effect
from contracts.depth import MOST_NESTED, nests_too_deep
from contracts.event_type import E, EventType
from contracts.fields import Text
from contracts.refusals import BrokenContract, Reason
from contracts.row_size import MOST_ROW_BYTES, count_bytes
from contracts.tombstone import is_tombstone

CLOCK_SKEW = timedelta(hours=1)

# Text that nests thousands deep is a RecursionError to msgspec.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


LARGE = 50_000
"""Bytes from which on an event's rows are measured: smaller events make no row that is too large."""


class EventParser(Generic[E]):
    """Reads the events of a type."""

    def __init__(self, event_type: EventType[E], effects: Sequence[Callable[[E], Effect]] = ()) -> None:
        """Read events of a type, of which each has these effects, a row each."""
        self._type = event_type
        self._effects = effects
        self._event = msgspec.json.Decoder(event_type.struct)
        self._claim = msgspec.json.Decoder(
            msgspec.defstruct(
                "ClaimCheck",
                [
                    ("schema_version", Text),
                    ("event_id", str, msgspec.field(name=event_type.id.name)),
                    ("partition", Text, msgspec.field(name=event_type.partition.name)),
                    (CLAIM, ClaimedObject),
                ],
                frozen=True,
                kw_only=True,
            )
        )
        self._spelling = Spelling(event_type.struct)

    def parse(self, data: bytes) -> E | Claim:
        """Return the event or the claim check that a record holds; raise BrokenContract if it breaks a rule.

        Fields that this version doesn't know are left alone: a newer minor version may add them.
        """
        if len(data) > MOST_RECORD_BYTES:
            why = f"has {len(data):,} bytes, over {MOST_RECORD_BYTES:,}: raw may lack it; send a claim check"
            raise BrokenContract(Reason.RECORD_TOO_LARGE, "record", why)
        return self._parse(data)

    def _parse(self, data: bytes) -> E | Claim:
        """Read what a record holds, or a claim check stands for."""
        if is_tombstone(data):
            raise BrokenContract(Reason.PURGED, "record", "was purged: it must not be stored")
        if b"\n" in data.rstrip():
            raise BrokenContract(Reason.LINE_BREAK, "record", "is on several lines: an event is one")
        if self._type.holds_card_number(data):
            raise BrokenContract(Reason.CARD_NUMBER, "record", "holds text that looks like a card number")
        if nests_too_deep(data):
            why = f"has objects and lists in each other, more than {MOST_NESTED} deep"
            raise BrokenContract(Reason.WRONG_SHAPE, "record", why)
        try:
            return self._read(data)
        except UNREADABLE as error:
            raise to_broken_contract(error) from None

    def _read(self, data: bytes) -> E | Claim:
        """Decode, and check what types alone can't say; what is a whole event is no claim check.

        What nobody knows is decoded too: whoever tells payloads apart must be able to read all of it.
        """
        whole = msgspec.json.decode(data)
        try:
            event = self._event.decode(data)
        except msgspec.ValidationError:
            if isinstance(whole, dict) and CLAIM in whole:
                return self._read_claim(data)
            raise
        self._type.verify(event)
        if len(data) > LARGE:
            self._refuse_large_rows(event)
        return event

    def _read_claim(self, data: bytes) -> Claim:
        found: Any = self._claim.decode(data)
        if len(found.claim.key.encode()) > LONGEST_KEY:
            raise BrokenContract(Reason.CLAIM_UNREADABLE, "claim.key", f"is longer than {LONGEST_KEY} bytes")
        return Claim(found.event_id, found.partition, found.claim)

    def _refuse_large_rows(self, event: E) -> None:
        """Refuse at every consumer what any of them could keep no row of."""
        if any(count_bytes(effect(event)) > MOST_ROW_BYTES for effect in self._effects):
            why = f"makes a row of more than {MOST_ROW_BYTES} bytes"
            raise BrokenContract(Reason.TOO_LARGE, "record", why)

    def parse_claimed(self, data: bytes, claim: Claim) -> E:
        """Return the event that a claim check stood for; raise BrokenContract if it is another one."""
        event = self._parse(data)
        if isinstance(event, Claim) or self._type.id_of(event) != claim.event_id:
            raise BrokenContract(Reason.CLAIM_MISMATCH, self._type.id.name, "is not that of the claim check")
        return event

    def refuse_times(self, event: E, arrived_at: datetime, oldest: date) -> None:
        """Refuse an event from a wrong clock: a day that hasn't come can't be closed, nor one long over."""
        field = self._type.occurred_at
        if self._type.day(event) < oldest:
            raise BrokenContract(
                Reason.TOO_OLD, field.name, f"lies before {oldest}, the oldest day that is taken"
            )
        if getattr(event, field.attribute) > arrived_at + CLOCK_SKEW:
            why = "lies more than an hour after the record's arrival"
            raise BrokenContract(Reason.FUTURE, field.name, why)

    def digest(self, data: bytes) -> bytes:
        """Tell payloads apart, 16 bytes, by what they say; raise BrokenContract where `parse` does.

        Unknown fields count. How it is said doesn't: white space, the order of fields, a default that is
        spelled out, a moment in another zone or with zeros behind it, a whole number with a point.
        """
        return self.digests(data)[0]

    def digests(self, data: bytes) -> tuple[bytes, bytes]:
        """Return the digest, and that of rows which were written before moments and numbers had one spelling.

        They differ only for a payload that is not in its one spelling.
        """
        try:
            canonical, former = self._spelling.encode(msgspec.json.decode(data))
        except UNREADABLE as error:
            raise to_broken_contract(error) from None
        digest = blake2b(canonical, digest_size=16).digest()
        return digest, digest if former is canonical else blake2b(former, digest_size=16).digest()


def to_broken_contract(error: Exception) -> BrokenContract:
    """Say of what could not be decoded (one of UNREADABLE) which field it lies in."""
    if not isinstance(error, msgspec.ValidationError):
        return BrokenContract(Reason.NOT_JSON, "record", str(error))
    why, _, path = str(error).partition(" - at `")
    return BrokenContract(Reason.WRONG_SHAPE, path.strip("`$.") or "record", why)
