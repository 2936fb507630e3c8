"""A history of each test's own in the jobs' emulator."""

import pytest

from tests.jobs.backfill.histories import HistorySite
from twin.emulator import Emulator


@pytest.fixture
def site(emulator: Emulator) -> HistorySite:
    """Buckets with nothing in them."""
    return HistorySite(emulator)
