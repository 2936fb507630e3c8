"""The orders that wait for a person: kept whole, and for good, with why, and what a person decided."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError
from msgspec import Struct

from lambdas.core.error_codes import code_of
from lambdas.core.ledger_row import Attributes
from lambdas.reorder.policy import Order

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEY = "id"
CONDITION_FAILED = "ConditionalCheckFailedException"


class OrderRaced(RuntimeError):
    """Somebody else wrote the same item meanwhile: a fault that may pass."""


class OrderState(StrEnum):
    """What became of a held order; one that is released is placed by the function, once."""

    HELD = "held"
    RELEASED = "released"
    PLACED = "placed"
    DROPPED = "dropped"


class HeldOrder(Struct, frozen=True, kw_only=True):
    """An order that waits: why, since when, and the message that asks for it."""

    order: Order
    state: OrderState
    reason: str
    held_at: str
    message: str
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class HeldOrders:
    """The table of held orders, an item each, beside a day's sums, which have no state."""

    dynamodb: "DynamoDBClient"
    table: str

    def find(self, order_id: str) -> HeldOrder | None:
        """Return a held order, whatever was decided about it."""
        found = self.dynamodb.get_item(TableName=self.table, Key={KEY: {"S": order_id}}, ConsistentRead=True)
        return parse_item(found["Item"]) if "Item" in found else None

    def hold(self, held: HeldOrder) -> None:
        """Keep an order; what is there already stays as it is."""
        put_if(self.dynamodb, self.table, to_item(held), state=None)

    def change(self, held: HeldOrder, state: OrderState, decided_by: str | None = None) -> bool:
        """Write what becomes of an order, unless somebody was faster; return whether nobody was."""
        by = held.decided_by if decided_by is None else decided_by
        changed = msgspec.structs.replace(held, state=state, decided_by=by)
        return put_if(self.dynamodb, self.table, to_item(changed), state={"S": held.state})


def put_if(dynamodb: "DynamoDBClient", table: str, item: Any, **before: Any) -> bool:  # noqa: ANN401 (DynamoDB's)
    """Write an item if its one attribute of `before` is as given, None if it isn't there; return whether."""
    [(name, value)] = before.items()
    condition: Any = {"ConditionExpression": "attribute_not_exists(#before)"}
    if value is not None:
        condition = {
            "ConditionExpression": "#before = :before",
            "ExpressionAttributeValues": {":before": value},
        }
    try:
        dynamodb.put_item(TableName=table, Item=item, ExpressionAttributeNames={"#before": name}, **condition)
    except ClientError as error:
        if code_of(error) != CONDITION_FAILED:
            raise
        return False
    return True


def to_item(held: HeldOrder) -> Attributes:
    """Return an order as it lies in the table."""
    texts = {name: getattr(held, name) for name in ("state", "reason", "held_at", "message", "decided_by")}
    order = msgspec.json.encode(held.order).decode()
    return {name: {"S": text} for name, text in {KEY: held.order.order_id, "order": order, **texts}.items()}


def parse_item(item: Any) -> HeldOrder:  # noqa: ANN401 (DynamoDB's format)
    """Read an item; the order is not held against bounds that it may have got since."""
    texts = {name: value["S"] for name, value in item.items() if name not in (KEY, "order", "state")}
    order = Order(**msgspec.json.decode(item["order"]["S"]))
    return HeldOrder(order=order, state=OrderState(item["state"]["S"]), **texts)
