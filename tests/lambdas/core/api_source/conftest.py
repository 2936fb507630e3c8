"""An API adapter at work: a real server on loopback, stream, table and quarantine in this process."""

from collections.abc import Iterator

import pytest

from tests import emulated
from tests.lambdas.core.api_source.adapters import ApiAdapter, create_checkpoints
from tests.lambdas.core.api_source.feeds import Feed, feed_of
from tests.lambdas.sales import encoded, sale

EVENTS = [encoded(sale(number)) for number in range(7)]


@pytest.fixture
def feed() -> Iterator[Feed]:
    """Seven events behind an address."""
    with feed_of(EVENTS) as open_feed:
        yield open_feed


@pytest.fixture
def adapter(feed: Feed) -> ApiAdapter:
    """An adapter of that feed, three events a page."""
    return ApiAdapter(feed.url, create_checkpoints(emulated.dynamodb()))
