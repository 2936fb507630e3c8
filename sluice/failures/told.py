"""What can be read of a record whatever is wrong with it."""

from dataclasses import dataclass
from typing import Any

import msgspec

from contracts.event_parser import UNREADABLE
from domain import EVENT
from lambdas.core.ledger import ENTRY, PARTITION
from sluice.failures.lineage import root
from sluice.failures.occurrence import Occurrence


@dataclass(frozen=True, slots=True)
class Told:
    """Whose record it is, and of which record it is the repair; None for what can't be read."""

    event_id: str | None = None
    partition: str | None = None
    repaired_from: str | None = None


def told(occurrence: Occurrence) -> Told:
    """Read an event, a claim check, a message of the bus, or a row of a ledger."""
    try:
        whole = msgspec.json.decode(occurrence.data)
    except UNREADABLE:
        return Told()
    if not isinstance(whole, dict):
        return Told()
    if isinstance(image := whole.get("NewImage"), dict):
        return _of_row(image)
    about = whole | detail if isinstance(detail := whole.get("detail"), dict) else whole
    return Told(*EVENT.payload_fields(about), root(whole))


def _of_row(image: dict[str, Any]) -> Told:
    partition, entry = (_text(image.get(name), "S") for name in (PARTITION, ENTRY))
    return Told(EVENT.event_id((partition, entry)) if partition and entry else None, partition)


def _text(fields: object, name: str) -> str | None:
    found = fields.get(name) if isinstance(fields, dict) else None
    return found if isinstance(found, str) and found else None
