"""Rows of the stock's ledger as the table's stream hands them over, of real baskets."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeAlias

from benchmarks.designs.ledger import DESIGN, LEDGER
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import sale
from contracts.scenario import SourceMessage
from demo.retail import opening
from domain import EVENT
from domain.stock import effect
from lambdas.core.ledger_row import ENTRY, PARTITION, LedgerRow, item
from twin.semantics.item_changes import SOURCE_BYTES

Row: TypeAlias = dict[str, Any]

ENVELOPE = {
    "awsRegion": "us-east-1",
    "eventID": "7de3041dd709b024af6f29e4fa13d34c",
    "eventName": "INSERT",
    "eventSource": "aws:dynamodb",
    "eventVersion": "1.1",
}
"""As Lambda's guide shows a record: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html."""


def sold(messages: Iterable[SourceMessage]) -> Iterator[Row]:
    """Yield a row a sale."""
    for read in (sale(message.data) for message in messages):
        image = item(LedgerRow(*EVENT.key(read), b"", effect(read)))
        yield _row({name: each for name, each in image.items() if name != "digest"})


def delivered(stock: opening.Opening, day: date) -> Iterator[Row]:
    """Yield the opening stock's rows as the demo writes them."""
    dynamodb = SimulatedDynamoDB(DESIGN.tables)
    opening.receive(stock, day, dynamodb.client(), LEDGER)
    return map(_row, dynamodb.tables.items[LEDGER].values())


def event_bytes(rows: Sequence[Row]) -> float:
    """Return what one of these rows takes of an invocation's payload, on average."""
    return SOURCE_BYTES + sum(len(json.dumps(row)) for row in rows) / len(rows)


def _row(image: dict[str, Any]) -> Row:
    keys = {name: image[name] for name in (PARTITION, ENTRY)}
    change = {
        "ApproximateCreationDateTime": 1_512_000_000,
        "Keys": keys,
        "NewImage": image,
        "SequenceNumber": "111100000000000000001",
        "SizeBytes": 400,
        "StreamViewType": "NEW_IMAGE",
    }
    return {**ENVELOPE, "dynamodb": change}
