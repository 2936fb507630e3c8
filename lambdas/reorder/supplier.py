"""Places an order with the supplier: tries again what may pass, for as long as there is time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from lambdas.reorder.circuit import Circuit
from lambdas.reorder.order_endpoint import TRY_SECONDS, OrderEndpoint, SupplierResponse, Unreachable
from lambdas.reorder.policy import Order

TRIES = 5
FIRST_PAUSE_SECONDS = 0.2

ACCEPTED = frozenset({200, 201, 202})
REFUSED = range(400, 500)
OVERLOADED = frozenset({429, *range(500, 600)})
# A conflict (409) passes: the supplier is still busy with the same order, of a try that we gave up. It is 422
# that says "the same key, but another order".
# https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
MAY_PASS = frozenset({408, 409, 425, 429})


class OrderRefused(RuntimeError):
    """The supplier's last word: no retry makes it take the order."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the supplier answered {status}")
        self.status = status


class SupplierUnavailable(RuntimeError):
    """No answer that counts in the time there was: a fault that may pass."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The cause that kept an order from being taken, and the seconds for which not to ask again."""

    why: str
    wait: float = 0


class SupplierClient:
    """Takes orders, each once: it knows a repetition by the order id, sent as the idempotency key."""

    def __init__(
        self,
        desk: OrderEndpoint,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._pause = pause
        self._clock = clock
        self._circuit = Circuit(clock)

    def place(self, order: Order, seconds: float) -> None:
        """Return once the order is taken; raise OrderRefused, else SupplierUnavailable or CircuitOpen."""
        until = self._clock() + seconds
        trouble, pause = Trouble("too little time is left to ask"), 0.0
        for tried in range(TRIES):
            if self._clock() + pause + TRY_SECONDS > until:
                break
            self._pause(pause)
            if (met := self._try(order)) is None:
                return
            trouble = met
            # Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
            pause = max(trouble.wait, FIRST_PAUSE_SECONDS * 2**tried * random.random())  # noqa: S311
        raise SupplierUnavailable(f"order {order.order_id}: {trouble.why}")

    def _try(self, order: Order) -> Trouble | None:
        self._circuit.check()
        try:
            answer = self._desk.post(msgspec.json.encode(order), order.order_id)
        except Unreachable as unreachable:
            self._circuit.record_failure()
            return Trouble(str(unreachable))
        return self._judge(answer)

    def _judge(self, answer: SupplierResponse) -> Trouble | None:
        """Of what is neither an acceptance nor a refusal we must assume that it passes: a redirect, say."""
        if answer.status in OVERLOADED:
            self._circuit.record_failure()
        else:
            self._circuit.record_answer()
        if answer.status in REFUSED and answer.status not in MAY_PASS:
            raise OrderRefused(answer.status)
        if answer.status in ACCEPTED:
            return None
        return Trouble(f"the supplier answered {answer.status}", answer.retry_after)
