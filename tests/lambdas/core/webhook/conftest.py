"""A receiver of alerts at work on loopback."""

from collections.abc import Iterator

import pytest

from tests.lambdas.core.webhook.alerts import AlertFunction
from tests.lambdas.receivers import receiver


@pytest.fixture
def function() -> Iterator[AlertFunction]:
    """The function, before it was ever invoked."""
    with receiver() as there:
        yield AlertFunction(there)
