"""The stock that every store opens with."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from lambdas.inventory.stock import Stock

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

SKUS_A_ROW = 1_000
"""Keeps a row far below DynamoDB's 400 KB an item."""

Opening: TypeAlias = Mapping[str, Mapping[str, int]]
"""Units by sku by store."""


def opening_stock(skus_by_store: Mapping[str, list[str]]) -> Opening:
    """Return what lies on each shelf before the first sale: 24 to 279 units, always the same ones."""
    return {
        store_id: {sku: 24 + hashlib.sha256(f"{store_id}/{sku}".encode()).digest()[0] for sku in skus}
        for store_id, skus in skus_by_store.items()
    }


def balances(opening: Opening) -> Counter[str]:
    """Return the opening stock by store and sku, as the stock's accounts are named."""
    shelves = ((store_id, sku, units) for store_id, shelf in opening.items() for sku, units in shelf.items())
    return Counter({f"{store_id}/{sku}": units for store_id, sku, units in shelves})


def receive(opening: Opening, day: date, dynamodb: "DynamoDBClient", table: str) -> None:
    """Write the opening stock into the inventory's ledger, as deliveries of `day`."""
    stock = Stock(dynamodb, table)
    for store_id, shelves in opening.items():
        skus = list(shelves)
        for number, start in enumerate(range(0, len(skus), SKUS_A_ROW)):
            delivered = {sku: shelves[sku] for sku in skus[start : start + SKUS_A_ROW]}
            stock.receive(store_id, f"{day}/opening/{number}", delivered)
