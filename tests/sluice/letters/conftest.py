"""An office for each test, or an environment for each that types commands."""

from collections.abc import Iterator

import pytest

from tests.sluice.failures.typed import environment
from tests.sluice.letters.office import Office


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment for commands."""
    with environment(monkeypatch):
        yield
