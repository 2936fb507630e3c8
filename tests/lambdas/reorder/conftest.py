"""A supplier at work on loopback."""

from collections.abc import Iterator

import pytest

from tests.lambdas.receivers import receiver
from tests.lambdas.reorder.shops import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """The function, before it was ever invoked."""
    with receiver() as supplier:
        yield Shop(supplier)
