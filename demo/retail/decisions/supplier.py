"""A supplier of the demo: takes purchase orders over HTTP and delivers at once. A stand-in for a real one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from demo.receiver import Body, ReceiverStandIn, listening

Deliver = Callable[[Body], object]


class SupplierStandIn(ReceiverStandIn):
    """Takes orders as soon as it can deliver."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._deliver: Deliver | None = None

    def deliver_with(self, deliver: Deliver) -> None:
        """Deliver each new order from now on, before it is acknowledged."""
        self._deliver = deliver

    def accepts(self, key: str, body: Body) -> bool:  # noqa: ARG002 (the receiver's)
        """Deliver a new order, if it can."""
        if self._deliver is None:
            return False
        self._deliver(body)
        return True


@contextmanager
def supplier() -> Iterator[SupplierStandIn]:
    """Have it listen for as long as the context lasts."""
    with listening(SupplierStandIn, "orders") as opened:
        yield opened
