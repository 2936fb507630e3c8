"""P, the ledger: the deployed consumer itself, with a client that is answered here."""

import os
import runpy
from collections.abc import Callable
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.designs import Answer, Design, Handler
from benchmarks.designs.context import Context
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import Event, Stock
from lambdas.core.ledger_row import ENTRY, PARTITION

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

LEDGER, POSITIONS = "ledger", "positions"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "simulated",
    "AWS_SECRET_ACCESS_KEY": "simulated",
    "AWS_DEFAULT_REGION": "us-east-1",
    "CONSUMER": "inventory",
    "LEDGER_TABLE": LEDGER,
    "QUARANTINE_BUCKET": "quarantine",
    "OLDEST_DAY": "2017-01-01",
    "OLDEST_HISTORY_DAY": "2010-01-01",
    "CLAIMS_BUCKET": "raw",
    "POSITIONS_HOURS": "192",
    "POSITIONS_TABLE": POSITIONS,
    "POWERTOOLS_SERVICE_NAME": "inventory",
    "POWERTOOLS_METRICS_NAMESPACE": "Sluice",
}


def handler(dynamodb: SimulatedDynamoDB, _workers: int) -> Handler:
    """Return the inventory function's handler as its module makes it."""
    with patch.dict(os.environ, ENVIRONMENT):
        # What is imported reads its settings, and finds its output, when it is imported.
        from lambdas.core import clients

        make = clients.dynamodb

        def bound() -> "DynamoDBClient":
            client = make()
            dynamodb.attach(client)
            return client

        with patch.object(clients, "dynamodb", bound):
            lambda_handler: Callable[[Event, Context], Answer] = runpy.run_module(
                "lambdas.core.ledger_consumer.handler"
            )["lambda_handler"]

    def handle(event: Event) -> Answer:
        return lambda_handler(event, Context())

    return handle


def stock(dynamodb: SimulatedDynamoDB) -> Stock:
    """Add the rows up."""
    on_hand: Stock = Stock()
    for row in dynamodb.tables.items[LEDGER].values():
        for sku, units in row["movement"]["M"].items():
            on_hand[row["partition"]["S"], sku] += int(units["N"])
    return on_hand


KEYS = {LEDGER: (PARTITION, ENTRY), POSITIONS: ("consumer", "shard")}
DESIGN = Design("ledger", KEYS, handler, stock)
