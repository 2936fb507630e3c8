"""The stock that every store opens with, and the act that puts it there."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from contracts.scenario import Amounts, SourceMessage
from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.options import Options
from demo.retail.head_office import by_the_tanker
from lambdas.core.ledger import Failed
from lambdas.inventory.stock import Stock
from twin.errors import TwinError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

INVENTORY = "inventory"
SKUS_A_ROW = 1_000
"""Keeps a row far below DynamoDB's 400 KB an item."""

Opening: TypeAlias = Mapping[str, Mapping[str, int]]
"""Units by sku by store."""


class OpeningAct(Act):
    """Fills the shelves before the first sale."""

    name = "stock"
    needs = frozenset({f"Consumers/{INVENTORY}"})

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._stock: Opening = {}

    def phases(self) -> Sequence[Phase]:
        """Return its step."""
        return (Phase(name="open", title="Opening the stores", at=RunStage.PREPARE, perform=self._open),)

    def adjustments(self) -> Mapping[str, Amounts]:
        """Return the opening stock."""
        return {INVENTORY: balances(self._stock)}

    def _open(self, run: DemoRun) -> None:
        self._stock = opening_stock(skus_by_store(run.source), besides=by_the_tanker())
        dynamodb, ledger = run.twin.emulator.client("dynamodb"), run.deployment.ledgers[INVENTORY]
        receive(self._stock, run.first_day, dynamodb, ledger)


class NotReceived(TwinError):
    """A delivery that the ledger did not take."""


def opening_stock(skus_by_store: Mapping[str, list[str]], besides: Collection[str] = ()) -> Opening:
    """Return what lies on each shelf before the first sale: 8 to 39 units, always the same ones.

    What is named `besides` lies on no shelf.
    """
    return {
        store_id: {sku: _units(store_id, sku) for sku in skus if sku not in besides}
        for store_id, skus in skus_by_store.items()
    }


def balances(opening: Opening) -> Counter[str]:
    """Return the opening stock by store and sku, as the stock's accounts are named."""
    shelves = ((store_id, sku, units) for store_id, shelf in opening.items() for sku, units in shelf.items())
    return Counter({f"{store_id}/{sku}": units for store_id, sku, units in shelves})


def deliver(stock: Stock, day: date, order: Mapping[str, Any]) -> None:
    """Put what was ordered on its shelf, once for each order; raises NotReceived."""
    entry = f"{day}/order/{order['order_id']}"
    outcome = stock.receive(order["store_id"], entry, {order["sku"]: order["units"]})
    if isinstance(outcome, Failed):
        raise NotReceived(outcome.cause)


def delivered(orders: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Return what orders put on the shelves, by store and sku."""
    total: Counter[str] = Counter()
    for order in orders:
        total[f"{order['store_id']}/{order['sku']}"] += order["units"]
    return total


def receive(opening: Opening, day: date, dynamodb: "DynamoDBClient", table: str) -> None:
    """Write the opening stock into the inventory's ledger, as deliveries of `day`."""
    stock = Stock(dynamodb, table)
    for store_id, shelves in opening.items():
        skus = list(shelves)
        for number, start in enumerate(range(0, len(skus), SKUS_A_ROW)):
            delivered = {sku: shelves[sku] for sku in skus[start : start + SKUS_A_ROW]}
            stock.receive(store_id, f"{day}/opening/{number}", delivered)


def skus_by_store(messages: Iterable[SourceMessage]) -> dict[str, list[str]]:
    """Return every product that each store sells, in order."""
    found: dict[str, set[str]] = {}
    for sent in messages:
        found.setdefault(sent.partition, set()).update(line["sku"] for line in json.loads(sent.data)["lines"])
    return {store_id: sorted(skus) for store_id, skus in sorted(found.items())}


def _units(store_id: str, sku: str) -> int:
    return 8 + hashlib.sha256(f"{store_id}/{sku}".encode()).digest()[0] % 32
