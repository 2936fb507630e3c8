"""A supplier at work on loopback."""

from collections.abc import Iterator

import pytest

from lambdas.reorder.order_endpoint import OrderEndpoint
from lambdas.reorder.supplier import SupplierClient
from tests.lambdas.reorder.clocks import Clock
from tests.lambdas.reorder.desks import OrderDesk, order_desk
from tests.lambdas.reorder.shops import Shop


@pytest.fixture
def there() -> Iterator[OrderDesk]:
    """The supplier's side."""
    with order_desk() as desk:
        yield desk


@pytest.fixture
def clock() -> Clock:
    """Stands still until somebody pauses."""
    return Clock()


@pytest.fixture
def supplier(there: OrderDesk, clock: Clock) -> SupplierClient:
    """Our side of the supplier."""
    return SupplierClient(OrderEndpoint(there.url, "secret"), clock.pause, clock)


@pytest.fixture
def shop(there: OrderDesk) -> Shop:
    """The function, before it was ever invoked."""
    return Shop(there)
