"""Sales, records and events as tests want them: whole by default, changed where a test says so."""

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from typing import Any

from lambdas.core.time_bounds import TimeBounds

ARRIVAL = 1_488_376_980.5
"""2017-03-01T14:03:00.5Z, half a second after the sale."""

BOUNDS = TimeBounds(oldest_day=date(2017, 1, 1), oldest_history_day=date(2010, 1, 1))

LEDGER = "ledger"
QUARANTINE = "quarantine"
CLAIMS = "raw"
STREAM_ARN = "arn:aws:kinesis:eu-central-1:111122223333:stream/sales"


def line(sku: Any = "1082185", quantity: Any = 2, total_cents: Any = 398, **more: Any) -> dict[str, Any]:
    """Make one line of a receipt."""
    return {"sku": sku, "quantity": quantity, "total_cents": total_cents, **more}


def sale(sequence: Any = 1, store: Any = "367", **changes: Any) -> dict[str, Any]:
    """Make a valid sale with some fields replaced; a field set to None is left out."""
    whole = {
        "schema_version": "1.0",
        "sale_id": f"{store}/2017-03-01/4/{sequence}",
        "store_id": store,
        "register_id": "4",
        "occurred_at": "2017-03-01T14:03:00Z",
        "loyalty_id": "1234",
        "payment_token": "tok_paid",
        "lines": [line()],
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def encoded(fields: Any) -> bytes:
    """Encode as a producer does: compact, one line."""
    return json.dumps(fields, separators=(",", ":")).encode()


def event(payloads: Sequence[bytes], first: int = 0) -> dict[str, Any]:
    """Make the event that Lambda sends for a batch of one shard, sequence numbers from `first` upward."""
    return {"Records": [record(payload, first + number) for number, payload in enumerate(payloads)]}


def record(payload: bytes, number: int) -> dict[str, Any]:
    """Make one record of an event; its sequence number is str(number)."""
    return {
        "eventSource": "aws:kinesis",
        "eventID": f"shardId-000000000000:{number}",
        "eventSourceARN": STREAM_ARN,
        "kinesis": {
            "partitionKey": "367",
            "sequenceNumber": str(number),
            "data": b64encode(payload).decode(),
            "approximateArrivalTimestamp": ARRIVAL,
        },
    }
