"""What the report says of orders is what the deployed function has kept of them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer

from demo.retail.decisions.shelf_tables import parse_order
from lambdas.reorder.held_orders import HeldOrder, OrderState, to_item
from lambdas.reorder.order_limit import OrderLimit
from lambdas.reorder.policy import Order
from report.replenishment import StockOrder
from tests.lambdas.told import stock_low

ORDER = Order(order_id="po-1", store_id="367", sku="milk", supplier="warehouse", units=24)
HELD_AT = datetime(2017, 12, 24, 3, tzinfo=UTC)


class Kept:
    """A table that has nothing yet, and keeps what is put."""

    def __init__(self) -> None:
        self.item: dict[str, Any] = {}

    def get_item(self, **_: object) -> dict[str, Any]:
        return {}

    def put_item(self, *, Item: dict[str, Any], **_: object) -> None:  # noqa: N803 (boto3's)
        self.item = Item


def plain(item: Any) -> dict[str, Any]:
    """A row as the demo reads it."""
    return {name: TypeDeserializer().deserialize(value) for name, value in item.items()}


def test_a_days_sum_is_what_was_ordered_for_the_day() -> None:
    table = Kept()
    dynamodb: Any = table
    low = stock_low(store_id="367", sku="milk")
    assert OrderLimit(dynamodb, "held", 60, 100, 100).find_excess(low, ORDER) is None

    found = parse_order(plain(table.item))

    assert found == StockOrder(store_id="367", sku="milk", day=low.business_day, units=24)


def held(state: OrderState) -> dict[str, Any]:
    order = HeldOrder(order=ORDER, state=state, reason="many", held_at=HELD_AT.isoformat(), message="{}")
    return plain(to_item(order))


def test_an_order_over_the_limit_waits() -> None:
    assert parse_order(held(OrderState.HELD)) == StockOrder(
        store_id="367", sku="milk", day=date(2017, 12, 24), units=24, held=True
    )


@pytest.mark.parametrize("state", [OrderState.RELEASED, OrderState.PLACED, OrderState.DROPPED])
def test_one_that_a_person_decided_waits_no_more(state: OrderState) -> None:
    assert parse_order(held(state)) is None
