"""The curated tables with two weeks of real sales, as each test found them before the last one."""

from collections.abc import Iterator

import pytest

from tests.domain.lake import sample
from tests.domain.lake.sample import Lake, undone


@pytest.fixture(scope="session")
def filled() -> Lake:
    """The tables, made once, and a table with the id of one sale of 23 December."""
    made = sample.lake()
    made.execute(
        "CREATE TABLE one AS SELECT min(sale_id) AS sale_id FROM sales WHERE business_day = '2017-12-23'"
    )
    return made


@pytest.fixture
def lake(filled: Lake) -> Iterator[Lake]:
    """The tables, for a test to change as it likes."""
    with undone(filled):
        yield filled
