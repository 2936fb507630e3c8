"""Batches of changes as DMS puts them on the stream: rows of products, some changed again and again."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec

SEED = 11
TABLE = {"schema-name": "pos", "table-name": "products"}


@dataclass(frozen=True)
class ChangeBatch:
    """What Lambda hands over, and how many rows it speaks of."""

    name: str
    event: dict[str, Any]
    rows: int
    records: int


def batches(records: int) -> Iterator[ChangeBatch]:
    """Yield a batch in which each record is of a row of its own, and one in which rows come again."""
    yield _batch("each row once", [str(number) for number in range(records)])
    random = Random(SEED)  # noqa: S311
    # Half of the changes are of a tenth of the rows, as of counters and prices.
    often = [str(random.randrange(records // 10)) for _ in range(records // 2)]
    yield _batch(
        "rows again and again", [*often, *(str(random.randrange(records)) for _ in range(records // 2))]
    )


def _batch(name: str, skus: list[str]) -> ChangeBatch:
    records = [_record(number, sku) for number, sku in enumerate(skus)]
    return ChangeBatch(name, {"Records": records}, len(set(skus)), len(skus))


def _record(number: int, sku: str) -> dict[str, Any]:
    data = {
        "sku": sku,
        "department": "GROCERY",
        "category": "FRZN MEAT/MEAT DINNERS",
        "type": "FRZN MEAT - BEEF",
        "brand": "National",
        "package_size": "22 OZ",
        "tax_free": "false",
        "reorder_level": number,
    }
    metadata = {
        "timestamp": f"2017-12-22T14:03:{number // 1000 % 60:02}.{number % 1000:03}000Z",
        "record-type": "data",
        "operation": "update" if number % 5 else "insert",
        "partition-key-type": "primary-key",
        "commit-timestamp": "2017-12-22T14:03:00.000000Z",
        "stream-position": f"00000002/{number:08X}.1.00000002/{number:08X}",
        "transaction-id": number,
        "transaction-record-id": 1,
        **TABLE,
    }
    body = msgspec.json.encode({"data": data, "before-image": {}, "metadata": metadata})
    return {
        "eventSource": "aws:kinesis",
        "eventID": f"shardId-000000000000:{number}",
        "eventSourceARN": "arn:aws:kinesis:us-east-1:111122223333:stream/changes",
        "kinesis": {
            "partitionKey": f"pos.products.{sku}",
            "sequenceNumber": str(number),
            "data": b64encode(body).decode(),
            "approximateArrivalTimestamp": 1_513_951_380.5,
        },
    }
