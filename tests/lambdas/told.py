"""Events of the bus, and what a rule and a queue make of them."""

import json
from datetime import date
from typing import Any

import msgspec

from contracts.bus_event import BusEvent
from domain.bus_events import StockLow

SENT_MS = 1_488_376_980_500
"""2017-03-01T14:03:00.5Z."""


def stock_low(crossing: int = 1, **changes: Any) -> StockLow:
    """A product of a store that fell to its reorder point."""
    fields: dict[str, Any] = {
        "store_id": "367",
        "sku": "1082185",
        "crossing": crossing,
        "on_hand": 8,
        "reorder_point": 10,
        "units_a_day": 2.5,
        "business_day": date(2017, 3, 1),
    }
    return StockLow(**fields | changes)


def detail(event: BusEvent) -> dict[str, Any]:
    """What the bus carries of an event."""
    told: dict[str, Any] = msgspec.to_builtins(event)
    return {"event_id": event.event_id} | told


def delivered(detail: Any, kind: str = "StockLow", **envelope: Any) -> bytes:
    """The body that EventBridge sends to a queue."""
    wrapped = {
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": kind,
        "source": "sluice",
        "account": "111122223333",
        "time": "2017-03-01T14:03:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": detail,
    }
    return json.dumps(wrapped | envelope).encode()


def message(body: bytes, message_id: str = "0") -> dict[str, Any]:
    """One message as Lambda hands it over."""
    return {
        "messageId": message_id,
        "receiptHandle": "AQEB",
        "body": body.decode(),
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": str(SENT_MS)},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:111122223333:reorder",
        "awsRegion": "eu-central-1",
    }


def messages(*bodies: bytes) -> dict[str, Any]:
    """A batch; a message's id is its place in it."""
    return {"Records": [message(body, str(place)) for place, body in enumerate(bodies)]}
