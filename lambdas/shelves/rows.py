"""New and corrected rows of the stock's ledger, as Lambda hands a table's stream over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from contracts.refusals import BrokenContract, Reason
from domain.stock import Movement, movement_of
from lambdas.core.batch_report import Position
from lambdas.core.envelope import MALFORMED
from lambdas.core.ledger_row import ADJUSTMENT, REPLACED, effect_of, key_of, number_of
from lambdas.shelves.shelf import Change

ShelfKey = tuple[str, str]
"""A shelf: store and sku."""

INSERTED, MODIFIED, REMOVED = "INSERT", "MODIFY", "REMOVE"
CHANGED = (MODIFIED, REMOVED)
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html"""

_SEQUENCE_NUMBER = re.compile(r"[0-9]{1,40}")
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html"""

EVERY_SHARD = "every"
"""The event of a table's stream doesn't say which shard it is from."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """One inserted row, or a corrected one: what it moves on which shelves, under its sequence number."""

    sequence_number: str
    inserted_at: datetime
    changes: Mapping[ShelfKey, Change]

    @property
    def position(self) -> Position:
        """Return its place among the rows of all shards, whose numbers don't compare with one another."""
        return Position(EVERY_SHARD, self.sequence_number, self.inserted_at, self.inserted_at.isoformat())


def parse_new_row(record: Mapping[str, Any]) -> NewRow | None:
    """Return what was inserted or corrected, if anything was; nobody else changes a ledger's rows.

    Raises BrokenContract if the record is not one that Lambda hands over of a ledger.
    """
    try:
        name, change = record["eventName"], record["dynamodb"]
        return None if name in CHANGED and not _is_correction(name, change) else _row(name, change)
    except MALFORMED as error:
        why = f"is not that of a ledger's new row: {type(error).__name__}"
        raise BrokenContract(Reason.WRONG_SHAPE, "envelope", why) from None


def sequence_number_of(record: Any) -> str:  # noqa: ANN401 (whatever somebody invokes the function with)
    """Return a record's number, empty if it has none: Lambda then repeats the whole batch.

    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    try:
        number = record["dynamodb"]["SequenceNumber"]
    except MALFORMED:
        return ""
    return number if isinstance(number, str) and _SEQUENCE_NUMBER.fullmatch(number) else ""


def mark_row(entry: str) -> bytes:
    """Return the mark of a row on the shelves that it changed."""
    return blake2b(entry.encode(), digest_size=8).digest()


def _row(event_name: str, change: Mapping[str, Any]) -> NewRow:
    image, number = change["NewImage"], change["SequenceNumber"]
    if event_name not in (INSERTED, MODIFIED) or not _SEQUENCE_NUMBER.fullmatch(number):
        raise ValueError(event_name, number)
    store_id, entry = key_of(image)
    day = date.fromisoformat(entry.removeprefix(ADJUSTMENT).split("/")[0])
    inserted = change["ApproximateCreationDateTime"]
    changes = {
        (store_id, sku): Change(
            mark=mark_row(entry if event_name == INSERTED else f"{entry}#{number_of(image)}"),
            inserted_at=int(inserted),
            day=day,
            units=units,
            delivery=entry.startswith(ADJUSTMENT),
        )
        for sku, units in _movement(image, event_name).items()
    }
    return NewRow(number, datetime.fromtimestamp(inserted, UTC), changes)


def _is_correction(event_name: str, change: Mapping[str, Any]) -> bool:
    """Return whether a correction has changed a row; what else does is repaired by a recount."""
    return event_name == MODIFIED and REPLACED in change["NewImage"]


def _movement(image: Mapping[str, Any], event_name: str) -> Movement:
    """Return what a new row moves, or by how much a corrected one moves more than what it replaced."""
    moved = movement_of(effect_of(image))
    if event_name == INSERTED:
        return moved
    replaced = movement_of(effect_of(image[REPLACED]["M"]))
    more = {sku: moved.get(sku, 0) - replaced.get(sku, 0) for sku in {**replaced, **moved}}
    return {sku: units for sku, units in more.items() if units}
