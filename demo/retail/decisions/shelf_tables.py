"""The shelves and the orders as the deployed functions keep them, for the demo's checks and its report."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import msgspec

from contracts.scenario import Row
from demo import observed_state
from demo.demo_run import DemoRun
from lambdas.reorder.held_orders import KEY, OrderState
from lambdas.reorder.order_limit import KEY_PREFIX
from lambdas.shelves.rows import ShelfKey
from lambdas.shelves.rules import parse_rules
from lambdas.shelves.shelf import Shelf
from report.replenishment import ShelfPace, StockOrder, StockStatus

SHELVES = "shelves"


def read_shelves(run: DemoRun) -> Mapping[ShelfKey, Shelf]:
    """Return every shelf."""
    rows = observed_state.ledger(run.twin.emulator.client("dynamodb"), run.twin.app.output("ShelvesTable"))
    return {
        (str(row["store_id"]), str(row["sku"])): msgspec.json.decode(str(row["shelf"]), type=Shelf)
        for row in rows
    }


def read_orders(run: DemoRun) -> Iterator[Row]:
    """Yield what the table of held orders has: an item an order that was held, and one a day's sum."""
    table = run.twin.app.output("HeldOrdersTable")
    return observed_state.ledger(run.twin.emulator.client("dynamodb"), table)


def read_stock(run: DemoRun) -> StockStatus:
    """Return what the report says of stock: the shelves that are watched, their rule, and the orders."""
    function = run.deployment.services[SHELVES]
    return StockStatus(
        rule=parse_rules(run.deployment.variables[function]["RULES"]),
        shelves=[
            ShelfPace(store_id=store_id, sku=sku, units=shelf.on_hand, units_a_day=shelf.pace)
            for (store_id, sku), shelf in read_shelves(run).items()
            if shelf.watched
        ],
        orders=[order for row in read_orders(run) if (order := parse_order(row))],
    )


def parse_order(row: Row) -> StockOrder | None:
    """Return what a row says was ordered or waits; None of what was decided."""
    kind, _, place = str(row[KEY]).partition("#")
    if kind == KEY_PREFIX:
        store_id, sku, day = json.loads(place)
        return StockOrder(
            store_id=store_id, sku=sku, day=date.fromisoformat(day), units=int(str(row["units"]))
        )
    if row["state"] != OrderState.HELD:
        return None
    order = json.loads(str(row["order"]))
    return StockOrder(
        store_id=order["store_id"],
        sku=order["sku"],
        day=datetime.fromisoformat(str(row["held_at"])).date(),
        units=order["units"],
        held=True,
    )
