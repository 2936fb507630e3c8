"""The stock ledger: what moved in a store, sale by sale, and what is left."""

from typing import TYPE_CHECKING

import msgspec

from contracts.refusals import BrokenContract
from domain.stock import Movement, movement_attributes, movement_of, sum_movements
from lambdas.core.contract import digest
from lambdas.core.ledger import Failed, Ledger, Outcome
from lambdas.core.ledger_row import ADJUSTMENT, NAMES, LedgerRow, effect_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class Stock:
    """Stock by store and sku: the sum of the store's movements."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self._dynamodb = dynamodb
        self._ledger = Ledger(dynamodb, table)

    def receive(self, store_id: str, entry: str, delivered: Movement) -> Outcome | Failed | BrokenContract:
        """Put a delivery on the shelf, once for each entry; the first stock is "<day>/opening/<n>"."""
        payload_digest = digest(msgspec.json.encode(delivered))
        row = LedgerRow(store_id, ADJUSTMENT + entry, payload_digest, movement_attributes(delivered))
        [outcome] = self._ledger.insert([row])
        return outcome

    def on_hand(self, store_id: str) -> Movement:
        """Return units by sku, read strongly consistent: every sale that was acknowledged before is in it."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._ledger.table,
            KeyConditionExpression="#partition = :store",
            ExpressionAttributeValues={":store": {"S": store_id}},
            ExpressionAttributeNames=NAMES,
            ProjectionExpression="movement",
            ConsistentRead=True,
        )
        return sum_movements(movement_of(effect_of(item)) for page in pages for item in page["Items"])
