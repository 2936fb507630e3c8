"""The most that is ordered without a person: of an order, and of a product and store in a day."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from domain.bus_events import StockLow
from lambdas.reorder.held_orders import KEY, OrderRaced, put_if
from lambdas.reorder.policy import Order

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEY_PREFIX = "units"


@dataclass(frozen=True, slots=True)
class OrderLimit:
    """The limit: a day's sums lie in the table of held orders, and expire.

    The day is the one whose sales made the stock low, so that a message which comes again is of the same day.
    An order that the supplier refuses has been counted all the same: the sum is of what was asked for.
    """

    dynamodb: "DynamoDBClient"
    table: str
    window_seconds: int
    most_per_order: int
    most_a_day: int

    def find_excess(self, low: StockLow, order: Order) -> str | None:
        """Say what an order exceeds, or count it, once however often it comes, and return None.

        Raise OrderRaced if another order of the day was counted meanwhile.
        """
        if order.units > self.most_per_order:
            return f"{order.units:,} units are more than {self.most_per_order:,}, the most of an order"
        if self._count(low, order):
            return None
        return (
            f"{order.units:,} units bring what is ordered of the product for {low.business_day}"
            f" over {self.most_a_day:,}, the most of a day"
        )

    def _count(self, low: StockLow, order: Order) -> bool:
        """Add an order to its day if there is room; one that is among the day's is not added again."""
        day = msgspec.json.encode((low.store_id, low.sku, low.business_day)).decode()
        key = {KEY: {"S": f"{KEY_PREFIX}#{day}"}}
        found = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item", {})
        counted = found["orders"]["S"].split() if found else []
        units = (int(found["units"]["N"]) if found else 0) + order.units
        if order.order_id in counted:
            return True
        if units > self.most_a_day:
            return False
        values: Any = {
            "orders": {"S": " ".join([*counted, order.order_id])},
            "units": {"N": str(units)},
            "expiration": {"N": str(int(time.time()) + self.window_seconds)},
        }
        if not put_if(self.dynamodb, self.table, {**key, **values}, units=found.get("units")):
            raise OrderRaced(f"order {order.order_id}: another one of its day was counted meanwhile")
        return True
