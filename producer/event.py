"""An event as it travels: its id and order key, and bytes that are made once and never change."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from domain import EVENT
from producer.outcomes import UnsendableEvent

LONGEST_ID = 256  # characters of a partition key


class EncodedEvent(NamedTuple):
    """An event's bytes beside what delivery needs: its id, and its partition, the partition key too."""

    event_id: str
    partition: str
    data: bytes

    @property
    def size(self) -> int:
        """Return what Kinesis counts against its limits: the data and the partition key, in bytes."""
        return len(self.data) + len(self.partition.encode())


def encode(event: Mapping[str, object] | bytes) -> EncodedEvent:
    """Return the event as compact JSON with its keys in their order; bytes pass untouched.

    Raises UnsendableEvent, also for what holds a card number: that is repeated nowhere.
    """
    if not isinstance(event, bytes | Mapping):
        raise UnsendableEvent(None, f"it is {type(event).__name__}, neither bytes nor a mapping")
    fields = _decode_json(event) if isinstance(event, bytes) else dict(event)
    found_id, found_partition = EVENT.payload_fields(fields)
    event_id = _require_printable(found_id, EVENT.id.name, None)
    shown = None if EVENT.holds_card_number(event_id.encode()) else event_id
    data = event if isinstance(event, bytes) else _encode_json(fields, shown)
    if EVENT.holds_card_number(data):
        raise UnsendableEvent(shown, "it holds what looks like a card number")
    partition = _require_printable(found_partition, EVENT.partition.name, event_id)
    return EncodedEvent(event_id, partition, data)


def _decode_json(data: bytes) -> dict[str, object]:
    if b"\n" in data.rstrip():
        raise UnsendableEvent(None, "it must be JSON on one line")
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnsendableEvent(None, "it isn't JSON") from error
    if not isinstance(fields, dict):
        raise UnsendableEvent(None, "it isn't a JSON object")
    return fields


def _encode_json(fields: Mapping[str, object], event_id: str | None) -> bytes:
    try:
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise UnsendableEvent(event_id, f"it has no JSON form: {error}") from error


def _require_printable(value: str | None, name: str, event_id: str | None) -> str:
    if value is None or len(value) > LONGEST_ID or not value.isprintable():
        raise UnsendableEvent(event_id, f"{name} must be 1 to {LONGEST_ID} printable characters")
    return value
