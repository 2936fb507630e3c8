"""Each order placed once: Powertools' idempotency around the one call that has an effect outside.

https://docs.powertools.aws.dev/lambda/python/latest/utilities/idempotency/

What if the process dies?
- Before the supplier is asked: a record is left in progress. It expires with the invocation that wrote it,
  and the message comes again later than that: its queue hides it six times as long.
- After the supplier took the order, or when the record can't be completed: the same, and the order is posted
  again under the same id, by which the supplier knows it.
- After the record is completed: the next delivery finds it, places nothing, and only tells the bus again,
  under the same event id.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
from lambdas.reorder.policy import Order
from lambdas.reorder.supplier import OrderRefused, SupplierClient

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from types_boto3_dynamodb import DynamoDBClient

KEY_PREFIX = "reorder"
"""Begins every record's key. Powertools would take the function's name, and a renamed one order all again."""

MARGIN_MS = 15_000
"""Left before the timeout for the record, the event or the quarantine, each call with its retry."""


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order that the supplier has taken, and whether that was known before."""

    order: OrderPlaced
    repeated: bool


class Orders:
    """The orders that were placed, by the event that asked for them."""

    def __init__(
        self, supplier: SupplierClient, dynamodb: "DynamoDBClient", table: str, window_seconds: int
    ) -> None:
        self._supplier = supplier
        self._config = IdempotencyConfig(
            event_key_jmespath="event_id",
            payload_validation_jmespath="@",
            raise_on_no_idempotency_key=True,
            expires_after_seconds=window_seconds,
            hash_function="sha256",
            response_hook=_known,
        )
        self._place_once = idempotent_function(
            self._place,
            data_keyword_argument="low",
            config=self._config,
            persistence_store=DynamoDBPersistenceLayer(table, boto3_client=dynamodb),
            key_prefix=KEY_PREFIX,
        )

    def begin_invocation(self, context: "LambdaContext") -> None:
        """Begin an invocation: a record that it leaves in progress expires with it."""
        self._config.register_lambda_context(context)

    def place(self, low: StockLow, order: Order, remaining_ms: Callable[[], int]) -> PlacedOrder:
        """Place an order unless it was; raise BrokenContract if it never can be, and else what may pass."""
        payload = {"event_id": low.event_id} | msgspec.to_builtins(low)
        try:
            settled = self._place_once(low=payload, order=order, remaining_ms=remaining_ms)
        except IdempotencyValidationError:
            raise BrokenContract(
                Reason.CONFLICT, "event_id", "was handled before with another payload"
            ) from None
        except OrderRefused as refused:
            raise BrokenContract(Reason.ORDER_REFUSED, "order", str(refused)) from refused
        # Not converted: what is stored is read whatever bounds its event has by now.
        return PlacedOrder(OrderPlaced(**settled["order"]), settled["repeated"])

    def _place(self, *, low: dict[str, Any], order: Order, remaining_ms: Callable[[], int]) -> dict[str, Any]:  # noqa: ARG002 (Powertools reads it)
        self._supplier.place(order, (remaining_ms() - MARGIN_MS) / 1000)
        return {"order": msgspec.to_builtins(order.placed), "repeated": False}


def _known(response: dict[str, Any], idempotent_data: object) -> dict[str, Any]:  # noqa: ARG001 (Powertools' names)
    return response | {"repeated": True}
