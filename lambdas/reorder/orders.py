"""Each order placed once: Powertools' idempotency around the one call that has an effect outside.

https://docs.powertools.aws.dev/lambda/python/latest/utilities/idempotency/

What if the process dies?
- Before the supplier is asked: a record is left in progress. It expires with the invocation that wrote it,
  and the message comes again later than that: its queue hides it six times as long.
- After the supplier took the order, or when the record can't be completed: the same, and the order is posted
  again under the same id, by which the supplier knows it.
- After the record is completed: the next delivery finds it, places nothing, and only tells the bus again,
  under the same event id.

An order over the limit is held for a person, and that is what its record says. Its message comes again when
it is released, and then it is placed under a record of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyValidationError

from contracts.refusals import BrokenContract, Reason
from domain.bus_events import OrderPlaced, StockLow
from lambdas.core.messages import Message
from lambdas.core.outbound.client import OutboundClient, PostRefused
from lambdas.reorder.held_orders import HeldOrder, HeldOrders, OrderState
from lambdas.reorder.order_limit import OrderLimit
from lambdas.reorder.policy import Order

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from types_boto3_dynamodb import DynamoDBClient

KEY_PREFIX = "reorder"
"""Begins every record's key. Powertools would take the function's name, and a renamed one order all again."""

MARGIN_MS = 15_000
"""Left before the timeout for the record, the event or the quarantine, each call with its retry."""


@dataclass(frozen=True, slots=True)
class SettledOrder:
    """An order that the supplier has taken, or that is `held`, and whether that was known before."""

    order: OrderPlaced
    repeated: bool
    held: bool


class Orders:
    """The orders that were placed, by the event that asked for them."""

    def __init__(
        self,
        supplier: OutboundClient,
        dynamodb: "DynamoDBClient",
        table: str,
        window_seconds: int,
        *,
        limit: OrderLimit,
        held: HeldOrders,
    ) -> None:
        self._supplier, self._limit, self._held = supplier, limit, held
        self._config = IdempotencyConfig(
            event_key_jmespath="event_id",
            payload_validation_jmespath="@",
            raise_on_no_idempotency_key=True,
            expires_after_seconds=window_seconds,
            hash_function="sha256",
            response_hook=_known,
        )
        once = partial(
            idempotent_function,
            data_keyword_argument="payload",
            config=self._config,
            persistence_store=DynamoDBPersistenceLayer(table, boto3_client=dynamodb),
            key_prefix=KEY_PREFIX,
        )
        self._settle_once, self._release_once = once(self._settle), once(self._release)

    def begin_invocation(self, context: "LambdaContext") -> None:
        """Begin an invocation: a record that it leaves in progress expires with it."""
        self._config.register_lambda_context(context)

    def place(
        self, low: StockLow, order: Order, message: Message, remaining_ms: Callable[[], int]
    ) -> SettledOrder:
        """Place an order unless it was; raise BrokenContract if it never can be, and else what may pass.

        One over the limit is held, with the message that asks for it.
        """
        payload = {"event_id": low.event_id} | msgspec.to_builtins(low)
        try:
            settled = self._settle_once(
                payload=payload, low=low, order=order, message=message, remaining_ms=remaining_ms
            )
            if settled.get("held"):
                settled = self._place_released(settled, remaining_ms)
        except IdempotencyValidationError:
            raise BrokenContract(
                Reason.CONFLICT, "event_id", "was handled before with another payload"
            ) from None
        except PostRefused as refused:
            raise BrokenContract(Reason.ORDER_REFUSED, "order", f"the supplier {refused}") from refused
        # Not converted: what is stored is read whatever bounds its event has by now.
        return SettledOrder(OrderPlaced(**settled["order"]), settled["repeated"], settled.get("held", False))

    def _settle(
        self,
        *,
        payload: Mapping[str, Any],  # noqa: ARG002 (Powertools reads it)
        low: StockLow,
        order: Order,
        message: Message,
        remaining_ms: Callable[[], int],
    ) -> dict[str, Any]:
        if self._held.find(order.order_id):
            return _settled(order, held=True)
        if reason := self._limit.find_excess(low, order):
            self._held.hold(_hold(order, reason, message))
            return _settled(order, held=True)
        self._supplier.post(msgspec.json.encode(order), order.order_id, _seconds(remaining_ms))
        return _settled(order)

    def _place_released(self, settled: dict[str, Any], remaining_ms: Callable[[], int]) -> dict[str, Any]:
        """Place a held order that a person has released, and say so; else it stays as it is."""
        held = self._held.find(settled["order"]["order_id"])
        if held is None or held.state is not OrderState.RELEASED:
            return settled
        payload = {"event_id": f"released/{held.order.order_id}"}
        placed: dict[str, Any] = self._release_once(
            payload=payload, order=held.order, remaining_ms=remaining_ms
        )
        self._held.change(held, OrderState.PLACED)
        return placed

    def _release(
        self,
        *,
        payload: Mapping[str, Any],  # noqa: ARG002 (Powertools reads it)
        order: Order,
        remaining_ms: Callable[[], int],
    ) -> dict[str, Any]:
        self._supplier.post(msgspec.json.encode(order), order.order_id, _seconds(remaining_ms))
        return _settled(order)


def _hold(order: Order, reason: str, message: Message) -> HeldOrder:
    return HeldOrder(
        order=order,
        state=OrderState.HELD,
        reason=reason,
        held_at=message.sent_at.isoformat(timespec="seconds"),
        message=message.data.decode(),
    )


def _settled(order: Order, *, held: bool = False) -> dict[str, Any]:
    return {"order": msgspec.to_builtins(order.placed), "repeated": False, "held": held}


def _seconds(remaining_ms: Callable[[], int]) -> float:
    return (remaining_ms() - MARGIN_MS) / 1000


def _known(response: dict[str, Any], idempotent_data: object) -> dict[str, Any]:  # noqa: ARG001 (Powertools' names)
    return response | {"repeated": True}
