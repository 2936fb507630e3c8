"""An endpoint at work on loopback."""

from collections.abc import Iterator

import pytest

from lambdas.core.outbound.client import OutboundClient
from lambdas.core.outbound.endpoint import HttpEndpoint
from tests.lambdas.core.outbound.clocks import Clock
from tests.lambdas.receivers import Receiver, receiver


@pytest.fixture
def there() -> Iterator[Receiver]:
    """The other side."""
    with receiver() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    """Stands still until somebody pauses."""
    return Clock()


@pytest.fixture
def client(there: Receiver, clock: Clock) -> OutboundClient:
    """Our side."""
    return OutboundClient(HttpEndpoint(there.url, "secret"), clock.pause, clock)
