"""One time that a record was refused or given up, whose record it is, and what it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias

import msgspec

from contracts.cards import holds_card_number
from contracts.claim_check import Claim
from contracts.event_parser import UNREADABLE
from contracts.refusals import BrokenContract
from domain import EVENT, DomainEvent
from lambdas.core import contract
from lambdas.core.ledger_row import ENTRY, PARTITION


class FailureKind(StrEnum):
    """The place of a failure: a quarantine, the failure archive, or what Firehose could not process."""

    QUARANTINED = "quarantined"
    GIVEN_UP = "given_up"
    NOT_ARCHIVED = "not_archived"


@dataclass(frozen=True, slots=True)
class ToStream:
    """The way back to the stream, where every consumer reads it."""

    partition_key: str

    @property
    def channel(self) -> tuple[str, ...]:
        """The channel: what goes through one may go in one call."""
        return ("stream",)


@dataclass(frozen=True, slots=True)
class ToQueue:
    """The way back to the queue that it came from, by name."""

    queue: str

    @property
    def channel(self) -> tuple[str, ...]:
        """Each queue is one."""
        return "queue", self.queue


@dataclass(frozen=True, slots=True)
class ToFunction:
    """The way back to the function that gave a table's row up, with the others of its batch."""

    function: str
    batch: str
    sequence_number: str
    record: Mapping[str, Any] = field(compare=False)

    @property
    def channel(self) -> tuple[str, ...]:
        """Each batch is one."""
        return "function", self.function, self.batch


ReturnRoute: TypeAlias = ToStream | ToQueue | ToFunction


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A record that was not applied: by whom, why, when, and where it is kept.

    `tries` is known of what was given up.

    `failed_at` is AWS's clock: a record's arrival if it was refused, else when it was given up.
    """

    kind: FailureKind
    consumer: str
    reason: str
    part: str
    why: str
    arrived_at: datetime
    failed_at: datetime
    tries: int | None
    data: bytes
    route: ReturnRoute
    key: str
    version: str


REPAIRED = "repaired"
ID_DIGITS = 20


def record_id(data: bytes) -> str:
    """Return the id of a record: the same bytes are the same record."""
    return _short_digest(data)


def failure_id(consumer: str, record: str) -> str:
    """Return the id of a failure: the same record, refused again by the same consumer, is the same."""
    return _short_digest(f"{consumer}\0{record}".encode())


def root_record_id(fields: Mapping[str, Any]) -> str | None:
    """Return the id of the record that was received, if this one is a repair of it."""
    found = _lineage(fields).get("from")
    return found if isinstance(found, str) and found else None


def describe_lineage(data: bytes, fields: Mapping[str, Any], recipe: str) -> dict[str, Any]:
    """Return what a repair says of itself: which record was received, the attempt, and the recipe."""
    before = _lineage(fields).get("attempt")
    attempt = before + 1 if isinstance(before, int) else 1
    return {"from": root_record_id(fields) or record_id(data), "attempt": attempt, "recipe": recipe}


def _lineage(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    found = fields.get(REPAIRED)
    return found if isinstance(found, dict) else {}


def _short_digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:ID_DIGITS]


@dataclass(frozen=True, slots=True)
class RecordIdentity:
    """The event, its partition, and the record that this one repairs; None for what isn't read or shown."""

    event_id: str | None = None
    partition: str | None = None
    repaired_from: str | None = None


def identify(occurrence: Occurrence) -> RecordIdentity:
    """Read an event, a claim check, a message of the bus, or a row of a ledger."""
    try:
        whole = msgspec.json.decode(occurrence.data)
    except UNREADABLE:
        return RecordIdentity()
    if not isinstance(whole, dict):
        return RecordIdentity()
    if isinstance(image := whole.get("NewImage"), dict):
        return _identify_row(image)
    event = whole | detail if isinstance(detail := whole.get("detail"), dict) else whole
    event_id, partition = map(_hide_card, EVENT.payload_fields(event))
    return RecordIdentity(event_id, partition, root_record_id(whole))


def _hide_card(text: str | None) -> str | None:
    """Return what names an event, and nothing if somebody typed a card number there: it is listed."""
    return None if text and holds_card_number(text.encode()) else text


def _identify_row(image: dict[str, Any]) -> RecordIdentity:
    partition, entry = (_text(image.get(name), "S") for name in (PARTITION, ENTRY))
    return RecordIdentity(EVENT.event_id((partition, entry)) if partition and entry else None, partition)


def _text(fields: object, name: str) -> str | None:
    found = fields.get(name) if isinstance(fields, dict) else None
    return found if isinstance(found, str) and found else None


def parse_now(data: bytes, now: datetime, oldest: date) -> DomainEvent | Claim:
    """Return what every consumer would read; raise BrokenContract as they do."""
    read = contract.parse(data)
    contract.digest(data)
    if not isinstance(read, Claim):
        contract.refuse_times(read, now, oldest)
    return read


def find_problem(data: bytes, now: datetime, oldest: date) -> str | None:
    """Say why a record would be refused, or None."""
    try:
        parse_now(data, now, oldest)
    except BrokenContract as broken:
        return f"{broken.reason}: {broken}"
    return None
