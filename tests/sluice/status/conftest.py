"""An environment that status looks at."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.sluice.status.deployed import Deployed


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """Nothing has happened yet."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield Deployed()
