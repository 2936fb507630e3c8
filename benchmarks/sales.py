"""Real baskets as a shard delivers them, and what they must leave in stock."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, TypeAlias

from domain.sale import Sale
from domain.scenario.baskets import list_baskets
from lambdas.core import contract

Event: TypeAlias = dict[str, Any]
Stock: TypeAlias = Counter[tuple[str, str]]
"""Units by store and sku; what was never sold is zero."""

MEASURED_FROM, MEASURED_DAYS = date(2017, 3, 1), 4
ARRIVED_AT = 1_512_000_000.0
_STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/sales"


@cache
def measured() -> Sequence[bytes]:
    """Return the payloads of some days' baskets, in the order in which they were sold."""
    return [message.data for message in list_baskets(MEASURED_FROM, MEASURED_DAYS)]


def event(payloads: Iterable[bytes], first_sequence_number: int = 1) -> Event:
    """Return the payloads as Lambda hands a batch of a shard over."""
    return {"Records": [_record(data, at) for at, data in enumerate(payloads, start=first_sequence_number)]}


def sale(payload: bytes) -> Sale:
    """Decode a payload that is known to hold a whole sale."""
    decoded = contract.parse(payload)
    if not isinstance(decoded, Sale):
        raise TypeError("a claim check among the measured baskets")
    return decoded


def fold(payloads: Iterable[bytes]) -> Stock:
    """Return the stock that these payloads leave when each sale counts once."""
    first: dict[str, Sale] = {}
    for each in map(sale, payloads):
        first.setdefault(each.sale_id, each)
    stock: Stock = Counter()
    for store_id, line in chain.from_iterable(
        ((s.store_id, line) for line in s.lines) for s in first.values()
    ):
        stock[store_id, line.sku] -= line.quantity
    return stock


def _record(data: bytes, sequence_number: int) -> dict[str, Any]:
    shard = "shardId-000000000000"
    return {
        "eventID": f"{shard}:{sequence_number}",
        "eventSource": "aws:kinesis",
        "eventSourceARN": _STREAM,
        "eventName": "aws:kinesis:record",
        "eventVersion": "1.0",
        "awsRegion": "us-east-1",
        "invokeIdentityArn": "arn:aws:iam::111122223333:role/consumer",
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "store",
            "sequenceNumber": str(sequence_number),
            "data": b64encode(data).decode(),
            "approximateArrivalTimestamp": ARRIVED_AT,
        },
    }
