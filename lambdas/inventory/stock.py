"""The stock ledger: what moved in a store, sale by sale, and what is left."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from lambdas.contracts import Sale, digest
from lambdas.inventory.rules import Movement, movement, on_hand
from lambdas.once import Attributes, Failed, Ledger, Outcome, Row
from lambdas.refusals import BrokenContract

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

RECEIVED = "+"
"""Begins the entries of what came in. It sorts before every day: a query for days finds sales alone."""


def effect(sale: Sale) -> Attributes:
    """A sale's movement as attributes of its row."""
    return _attributes(movement(sale))


class Stock:
    """Stock by store and sku: the sum of the store's movements."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self._dynamodb = dynamodb
        self._ledger = Ledger(dynamodb, table)

    def receive(self, store_id: str, entry: str, delivered: Movement) -> Outcome | Failed | BrokenContract:
        """Put a delivery on the shelf, once for each entry; the first stock is "<day>/opening/<n>"."""
        told_apart_by = digest(msgspec.json.encode(delivered))
        row = Row(store_id, RECEIVED + entry, told_apart_by, _attributes(delivered))
        [outcome] = self._ledger.insert([row])
        return outcome

    def on_hand(self, store_id: str) -> Movement:
        """Units by sku, read strongly consistent: every sale that was acknowledged before is in it."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._ledger.table,
            KeyConditionExpression="store_id = :store",
            ExpressionAttributeValues={":store": {"S": store_id}},
            ProjectionExpression="movement",
            ConsistentRead=True,
        )
        return on_hand(_movement(item) for page in pages for item in page["Items"])


def _attributes(moved: Movement) -> Attributes:
    return {"movement": {"M": {sku: {"N": str(units)} for sku, units in moved.items()}}}


def _movement(item: Mapping[str, Any]) -> Movement:
    return {sku: int(units["N"]) for sku, units in item["movement"]["M"].items()}
