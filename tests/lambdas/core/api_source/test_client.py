"""A page comes in bounded time and memory, or it is said why not."""

import time

import msgspec
import pytest

from lambdas.core.api_source.client import (
    ApiPageTooLarge,
    ApiRefused,
    ApiUnavailable,
    InsecureApi,
    RateLimited,
)
from tests.lambdas.core.api_source.adapters import API, ApiAdapter
from tests.lambdas.core.api_source.conftest import EVENTS
from tests.lambdas.core.api_source.feeds import FaultyAnswer, Feed
from tests.lambdas.sales import encoded, sale


def test_the_token_travels_in_the_header_and_compression_is_not_asked_for(
    feed: Feed, adapter: ApiAdapter
) -> None:
    adapter.client.fetch(None)

    [headers] = feed.headers
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("url", ["http://api.example/events", "ftp://127.0.0.1/", "api.example"])
def test_no_token_travels_in_the_clear(adapter: ApiAdapter, url: str) -> None:
    adapter.url = url

    with pytest.raises(InsecureApi, match="must begin with https://"):
        adapter.client.fetch(None)


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_fault_that_may_pass_is_tried_again_ever_more_seldom(
    feed: Feed, adapter: ApiAdapter, status: int
) -> None:
    feed.fail(FaultyAnswer(status=status), FaultyAnswer(status=status))

    page = adapter.client.fetch(None)

    assert page.events == tuple(EVENTS[:3])
    assert len(adapter.pauses) == 2
    assert all(pause <= 0.2 * 2**tried for tried, pause in enumerate(adapter.pauses, 1))


def test_a_short_limit_on_calls_is_waited_for(feed: Feed, adapter: ApiAdapter) -> None:
    feed.fail(FaultyAnswer(status=429, retry_after="2"))

    adapter.client.fetch(None)

    [pause] = adapter.pauses
    assert pause >= 2


def test_a_limit_on_calls_over_the_bound_is_told(feed: Feed, adapter: ApiAdapter) -> None:
    feed.fail(FaultyAnswer(status=503, retry_after="60"))

    with pytest.raises(RateLimited, match="the API wants no call for 60 s"):
        adapter.client.fetch(None)
    assert adapter.pauses == []


@pytest.mark.parametrize("at", [0, 1, 100])
def test_an_answer_that_was_cut_off_is_asked_for_again(feed: Feed, adapter: ApiAdapter, at: int) -> None:
    feed.fail(FaultyAnswer(cut_off_at=at))

    assert adapter.client.fetch(None).events == tuple(EVENTS[:3])
    assert len(feed.asked) == 2


def test_an_answer_that_is_always_cut_off_is_a_fault_that_may_pass(feed: Feed, adapter: ApiAdapter) -> None:
    feed.fail(*[FaultyAnswer(cut_off_at=50)] * API.tries)

    with pytest.raises(ApiUnavailable, match="bytes early"):
        adapter.client.fetch(None)


def test_a_page_that_is_too_large_is_asked_for_in_parts(feed: Feed, adapter: ApiAdapter) -> None:
    feed.events = [encoded(sale(number, note="x" * 4_000)) for number in range(3)]

    page = adapter.client.fetch(None)

    assert page.events == (feed.events[0],)
    assert [limit for _, limit in feed.asked] == [3, 1]


def test_an_event_that_is_over_the_bound_alone_is_told_and_not_read(feed: Feed, adapter: ApiAdapter) -> None:
    feed.events = [encoded(sale(1, note="x" * 20_000_000))]

    with pytest.raises(ApiPageTooLarge, match="The answer has more than 10,000 bytes"):
        adapter.client.fetch(None)


@pytest.mark.parametrize("trouble", [FaultyAnswer(hangs_seconds=1), FaultyAnswer(drips=True)])
def test_a_server_that_hangs_or_drips_costs_no_more_than_the_page_may(
    feed: Feed, adapter: ApiAdapter, trouble: FaultyAnswer
) -> None:
    adapter.api = msgspec.structs.replace(API, page_seconds=0.3)
    feed.fail(*[trouble] * 4)
    began = time.monotonic()

    with pytest.raises(ApiUnavailable):
        adapter.client.fetch(None)

    assert time.monotonic() - began < 0.9


def test_an_answer_that_was_compressed_all_the_same_is_refused(feed: Feed, adapter: ApiAdapter) -> None:
    feed.fail(FaultyAnswer(encoding="gzip"))

    with pytest.raises(ApiRefused, match="compresses its answer"):
        adapter.client.fetch(None)
