"""Reads events: what a record holds, whether it is accepted, and whether two payloads are the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Generic, cast

import msgspec
from msgspec import NODEFAULT, Struct, inspect

from contracts.cards import holds_card_number
from contracts.claim_check import CLAIM, Claim, ClaimedObject
from contracts.event_type import E, EventType
from contracts.fields import Text
from contracts.refusals import BrokenContract, Reason

CLOCK_SKEW = timedelta(hours=1)

# Text that nests thousands deep is a RecursionError to msgspec.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class EventParser(Generic[E]):
    """Reads the events of a type."""

    def __init__(self, event_type: EventType[E]) -> None:
        self._type = event_type
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
        self._normalize = build_normalizer(event_type.struct)

    def parse(self, data: bytes) -> E | Claim:
        """Return the event, or the claim check, that `data` holds; raise BrokenContract if it breaks a rule.

        Fields that this version doesn't know are left alone: a newer minor version may add them.
        """
        if b"\n" in data.rstrip():
            raise BrokenContract(Reason.LINE_BREAK, "record", "is on several lines, the archive keeps one")
        if holds_card_number(data):
            raise BrokenContract(Reason.CARD_NUMBER, "record", "holds text that looks like a card number")
        try:
            return self._read(data)
        except UNREADABLE as error:
            raise to_broken_contract(error) from None

    def _read(self, data: bytes) -> E | Claim:
        """Decode, and check what types alone can't say; what is a whole event is no claim check."""
        try:
            event = self._event.decode(data)
        except msgspec.ValidationError:
            if _is_claim(data):
                found: Any = self._claim.decode(data)
                return Claim(found.event_id, found.partition, found.claim)
            raise
        self._type.verify(event)
        return event

    def parse_claimed(self, data: bytes, claim: Claim) -> E:
        """Return the event that a claim check stood for; raise BrokenContract if it is another one."""
        event = self.parse(data)
        if isinstance(event, Claim) or self._type.id_of(event) != claim.event_id:
            raise BrokenContract(Reason.CLAIM_MISMATCH, self._type.id.name, "is not that of the claim check")
        return event

    def refuse_future(self, event: E, arrived_at: datetime) -> None:
        """Refuse an event from a clock that runs ahead: a day that hasn't come can't be closed."""
        field = self._type.occurred_at
        if getattr(event, field.attribute) > arrived_at + CLOCK_SKEW:
            why = "lies more than an hour after the record's arrival"
            raise BrokenContract(Reason.FUTURE, field.name, why)

    def digest(self, data: bytes) -> bytes:
        """Tell payloads apart, 16 bytes: white space and the order of fields don't count, unknown fields do.

        Nor does it count whether a default is spelled out: a sender may say that nothing was taken off, or
        not speak of it.

        Raises BrokenContract: what `parse` passes over in an unknown field can still be unreadable.
        """
        try:
            canonical = msgspec.json.encode(self._normalize(msgspec.json.decode(data)), order="sorted")
        except UNREADABLE as error:
            raise to_broken_contract(error) from None
        return blake2b(canonical, digest_size=16).digest()


def to_broken_contract(error: Exception) -> BrokenContract:
    """Say of what could not be decoded (one of UNREADABLE) which field it lies in."""
    if not isinstance(error, msgspec.ValidationError):
        return BrokenContract(Reason.NOT_JSON, "record", str(error))
    why, _, path = str(error).partition(" - at `")
    return BrokenContract(Reason.WRONG_SHAPE, path.strip("`$.") or "record", why)


def _is_claim(data: bytes) -> bool:
    whole = msgspec.json.decode(data)
    return isinstance(whole, dict) and CLAIM in whole


Normalizer = Callable[[Any], Any]


def build_normalizer(struct: type[Struct]) -> Normalizer:
    """Return what takes out of a decoded payload, in place, the members that say only their default.

    It goes into structs, and into sequences of structs.
    """
    info = inspect.type_info(struct)
    return _struct_normalizer(cast("inspect.StructType", info))


def _struct_normalizer(info: inspect.StructType) -> Normalizer:
    nested = [(each.encode_name, way) for each in info.fields if (way := _nested(each.type))]
    defaults = [
        (each.encode_name, value) for each in info.fields if (value := _default(each)) is not NODEFAULT
    ]
    absent = object()

    def normalize(payload: Any) -> Any:  # noqa: ANN401 (JSON)
        if isinstance(payload, dict):
            for name, way in nested:
                if name in payload:
                    way(payload[name])
            for name, default in defaults:
                if payload.get(name, absent) == default:
                    del payload[name]
        return payload

    return normalize


def _nested(type_: inspect.Type) -> Normalizer | None:
    """Return what normalizes a member of this type, or nothing: it holds no struct with defaults."""
    if isinstance(type_, inspect.StructType):
        return _struct_normalizer(type_)
    if isinstance(type_, inspect.VarTupleType | inspect.ListType) and (each := _nested(type_.item_type)):
        return _all_of(each)
    if isinstance(type_, inspect.UnionType):
        return next((found for one in type_.types if (found := _nested(one))), None)
    return None


def _all_of(normalize: Normalizer) -> Normalizer:
    def normalize_all(payload: Any) -> None:  # noqa: ANN401 (JSON)
        for each in payload if isinstance(payload, list) else ():
            normalize(each)

    return normalize_all


def _default(field: inspect.Field) -> Any:  # noqa: ANN401 (JSON)
    """Return a field's default as JSON has it, less the defaults in it."""
    value = field.default if field.default_factory is NODEFAULT else field.default_factory()
    if value is NODEFAULT:
        return value
    whole = msgspec.to_builtins(value)
    nested = _nested(field.type)
    if nested:
        nested(whole)
    return whole
