"""A person's word on held orders: released ones go back to the queue, dropped ones stay as dropped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.reorder.held_orders import HeldOrder, HeldOrders, OrderState, parse_item
from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


class OrderNotHeld(NotNow):
    """An order that nobody holds, or about which something else was decided."""


@dataclass(frozen=True, slots=True)
class OrderDecisions:
    """The held orders, and the queue that brings a released one back to the function which places it."""

    held: HeldOrders
    sqs: "SQSClient"
    queue: str

    def list_orders(self, state: OrderState | None) -> list[HeldOrder]:
        """Return the held orders of a state, or all, oldest first."""
        found = [each for each in self._scan() if state in (None, each.state)]
        return sorted(found, key=lambda each: (each.held_at, each.order.order_id))

    def release(self, order_id: str, by: str) -> None:
        """Have an order placed, once: one that was released before is sent again, and known if it was placed.

        The word is written before the message goes: who dies in between types the command again.
        """
        held = self._find(order_id)
        if held.state is not OrderState.RELEASED:
            self._decide(held, OrderState.RELEASED, by)
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=held.message)

    def drop(self, order_id: str, by: str) -> None:
        """Say that an order is never to be placed; it is kept."""
        self._decide(self._find(order_id), OrderState.DROPPED, by)

    def _find(self, order_id: str) -> HeldOrder:
        if held := self.held.find(order_id):
            return held
        raise OrderNotHeld(f"no order {order_id} was ever held: sluice orders held names those that are")

    def _decide(self, held: HeldOrder, state: OrderState, by: str) -> None:
        if held.state is not OrderState.HELD:
            raise OrderNotHeld(
                f"order {held.order.order_id} is {held.state}, by {held.decided_by}: it stays so"
            )
        if not self.held.change(held, state, by):
            raise OrderNotHeld(f"order {held.order.order_id}: somebody else decided just now, look again")

    def _scan(self) -> Iterator[HeldOrder]:
        pages = self.held.dynamodb.get_paginator("scan").paginate(
            TableName=self.held.table,
            FilterExpression="attribute_exists(#state)",
            ExpressionAttributeNames={"#state": "state"},
        )
        return (parse_item(item) for page in pages for item in page["Items"])
