"""An order, once, for a message that says that stock is low."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from contracts.refusals import BrokenContract
from domain.bus_events import StockLow
from lambdas.core.bus import Bus
from lambdas.core.claims import Claims
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.messages import Message
from lambdas.core.outbound.endpoint import TRY_SECONDS
from lambdas.core.received_event import parse_delivery
from lambdas.reorder.orders import MARGIN_MS, Orders
from lambdas.reorder.policy import Policy, plan_order

LEAST_MS = MARGIN_MS + 1000 * TRY_SECONDS


class ReorderOutcome(StrEnum):
    """The result of a message that is settled, so that its queue may delete it."""

    PLACED = "placed"
    REPEATED = "repeated"
    NOT_NEEDED = "not_needed"
    REFUSED = "refused"
    HELD = "held"


class OutOfTime(TimeoutError):
    """The timeout is near: the message was not begun."""


@dataclass(frozen=True, slots=True)
class Reorder:
    """Orders once what runs low, and says so on the bus."""

    policy: Policy
    orders: Orders
    bus: Bus
    claims: Claims
    quarantine: MessageQuarantine

    def handle(self, message: Message, remaining_ms: Callable[[], int]) -> ReorderOutcome:
        """Settle a message, or raise what may pass. What never can be settled is kept, and is settled so."""
        if remaining_ms() < LEAST_MS:
            raise OutOfTime("the timeout is near")
        try:
            return self._order(message, remaining_ms)
        except BrokenContract as broken:
            self.quarantine.keep(message, broken)
            return ReorderOutcome.REFUSED

    def _order(self, message: Message, remaining_ms: Callable[[], int]) -> ReorderOutcome:
        received = parse_delivery(message.received, StockLow, self.claims)
        wanted = plan_order(received.event, self.policy)
        if wanted is None:
            return ReorderOutcome.NOT_NEEDED
        settled = self.orders.place(received.event, wanted, message, remaining_ms)
        if settled.held:
            return ReorderOutcome.REPEATED if settled.repeated else ReorderOutcome.HELD
        # Also of a repetition: the delivery before may have died just here.
        self.bus.put([settled.order], because_of=received)
        return ReorderOutcome.REPEATED if settled.repeated else ReorderOutcome.PLACED
