"""A row of a ledger: an event's effect under its key, and how DynamoDB keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias

from contracts.consumer_spec import Effect, Value
from contracts.correction import Correction
from contracts.event_type import Key
from domain import DomainEvent
from lambdas.core import contract

PARTITION, ENTRY = "partition", "entry"
NAMES = {"#partition": PARTITION}
"""An expression calls it so: PARTITION is a reserved word of DynamoDB.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html"""

KNOWN = "#partition, entry, digest, correction, settles"
"""The projection of what tells which payloads a row knows."""

ADJUSTMENT = "+"
"""Begins the entries of what no event did, such as a delivery. It sorts before every day."""

DIGEST = "digest"
DIGEST_BYTES = 16
CORRECTION, SETTLES, REPLACED = "correction", "settles", "replaced"
"""Of a corrected row: the correction's number, the digests that it settles, the effect that it replaced."""
OWN_ATTRIBUTES = frozenset((PARTITION, ENTRY, DIGEST, CORRECTION, SETTLES, REPLACED))
"""Of a row; an effect has others."""


class TakenAttribute(ValueError):
    """An effect that would write over the key of its own row."""


Attributes: TypeAlias = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """The correction that brought a row: its number, and the digests of the payloads that it settles."""

    number: int
    settles: frozenset[bytes]

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self | None:
        """Return what an item says of its correction, if it has one."""
        if CORRECTION not in item:
            return None
        settles = bytes(item[SETTLES]["B"])
        starts = range(0, len(settles), DIGEST_BYTES)
        digests = (settles[start : start + DIGEST_BYTES] for start in starts)
        return cls(int(item[CORRECTION]["N"]), frozenset(digests))

    def item(self) -> dict[str, Any]:
        """Return it as DynamoDB keeps it."""
        return {CORRECTION: {"N": str(self.number)}, SETTLES: {"B": b"".join(sorted(self.settles))}}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An event's effect under its key; `digest` tells payloads apart.

    A row from before may have the payload's `former` digest instead.
    """

    partition: str
    entry: str
    digest: bytes
    effect: Effect
    former: bytes = b""
    correction: RowCorrection | None = None

    @classmethod
    def of(cls, event: DomainEvent, data: bytes, effect: Effect) -> Self:
        """Return an event's row; raise BrokenContract if its bytes can't be digested, or TakenAttribute."""
        if taken := OWN_ATTRIBUTES & effect.keys():
            raise TakenAttribute(f"an effect has {', '.join(sorted(taken))}, which the ledger's rows have")
        digest, former = contract.digests(data)
        return cls(*contract.key_of(event), digest, effect, former)

    @property
    def key(self) -> Key:
        """Return a function of the event's id alone, so that a conflicting payload meets the first one."""
        return self.partition, self.entry

    @property
    def number(self) -> int:
        """Return the number of the correction that brought it, or 0."""
        return self.correction.number if self.correction else 0

    def correct(self, correction: Correction) -> Self:
        """Return the row as one that goes into the place of what is there."""
        return replace(self, correction=RowCorrection(correction.number, correction.settled))


def item(row: LedgerRow) -> dict[str, Any]:
    """Return a row as DynamoDB keeps it."""
    whole = {**key_item((row.partition, row.entry)), DIGEST: {"B": row.digest}, **effect_item(row.effect)}
    return whole | row.correction.item() if row.correction else whole


def effect_item(effect: Effect) -> dict[str, Any]:
    """Return an effect as DynamoDB keeps it."""
    return {name: attribute(value) for name, value in effect.items()}


def number_of(item: Mapping[str, Any]) -> int:
    """Return the number of the correction that brought an item, or 0."""
    return int(item[CORRECTION]["N"]) if CORRECTION in item else 0


def known_digests(item: Mapping[str, Any]) -> frozenset[bytes]:
    """Return the digests of the payloads that come to nothing more in a row: its own, and those settled."""
    correction = RowCorrection.of(item)
    return frozenset((bytes(item[DIGEST]["B"]), *(correction.settles if correction else ())))


def key_item(key: Key) -> dict[str, Any]:
    """Return a row's key as DynamoDB keeps it."""
    partition, entry = key
    return {PARTITION: {"S": partition}, ENTRY: {"S": entry}}


def key_of(item: Mapping[str, Any]) -> Key:
    """Return the key of an item."""
    return item[PARTITION]["S"], item[ENTRY]["S"]


def attribute(value: Value) -> dict[str, Any]:
    """Return a value of an effect in DynamoDB's attribute format."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"M": {name: {"N": str(number)} for name, number in value.items()}}


def effect_of(item: Mapping[str, Any]) -> Effect:
    """Return the effect that an item of a ledger holds."""
    return {name: _value(found) for name, found in item.items() if name not in OWN_ATTRIBUTES}


def _value(found: Mapping[str, Any]) -> Value:
    if "M" in found:
        return {name: int(number["N"]) for name, number in found["M"].items()}
    return int(found["N"]) if "N" in found else str(found["S"])
