"""A supplier at work on loopback."""

from collections.abc import Iterator

import pytest

from tests.lambdas.reorder.desks import OrderDesk, order_desk
from tests.lambdas.reorder.shops import Shop


@pytest.fixture
def there() -> Iterator[OrderDesk]:
    """The supplier's side."""
    with order_desk() as desk:
        yield desk


@pytest.fixture
def shop(there: OrderDesk) -> Shop:
    """The function, before it was ever invoked."""
    return Shop(there)
