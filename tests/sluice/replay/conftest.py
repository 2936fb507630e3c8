"""An environment over which commands run."""

from collections.abc import Iterator

import pytest

from tests.sluice.replay.cloud import Cloud, environment


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Deployed, and empty."""
    with environment(monkeypatch) as deployed:
        yield deployed
