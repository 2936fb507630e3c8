"""A queue for each test, or an environment for each that types commands."""

from collections.abc import Iterator

import pytest

from tests.sluice.dead_letters.dead_queue import DeadQueue
from tests.sluice.failures.typed import environment


@pytest.fixture
def dead_queue() -> DeadQueue:
    return DeadQueue()


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment for commands."""
    with environment(monkeypatch):
        yield
