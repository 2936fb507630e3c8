"""What an API does wrong moves nothing, costs no more than its time, and is told."""

from datetime import timedelta

import msgspec
import pytest

from lambdas.core.api_source.api import Api
from lambdas.core.api_source.client import ApiRefused, ApiUnavailable
from lambdas.core.api_source.page import BrokenApiPage
from lambdas.core.api_source.source import LEAST_MS, CursorLoop, RunEnd
from tests.lambdas.core.api_source.adapters import ApiAdapter
from tests.lambdas.core.api_source.conftest import EVENTS
from tests.lambdas.core.api_source.feeds import FaultyAnswer, Feed
from tests.lambdas.sales import encoded, sale


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b'{"items":[],"next":"3"}', b'{"events":{},"next":"3"}', b'{"events":[],"next":{}}'],
)
def test_an_answer_of_another_shape_moves_nothing(feed: Feed, adapter: ApiAdapter, body: bytes) -> None:
    feed.fail(*[FaultyAnswer(body=body)] * adapter.api.tries)

    with pytest.raises(BrokenApiPage):
        adapter.run()

    assert (adapter.on_stream, adapter.checkpoint.cursor) == ([], None)


def test_cursors_that_lead_back_stop_the_run(feed: Feed, adapter: ApiAdapter) -> None:
    feed.next_of = lambda first, _: "0" if first >= 3 else "3"

    with pytest.raises(CursorLoop, match="web-shop has led back to a cursor of the same run"):
        adapter.run()


def test_a_run_ends_in_time_and_the_next_goes_on(adapter: ApiAdapter) -> None:
    times = iter([LEAST_MS, LEAST_MS - 1])

    report = adapter.run(lambda: next(times))

    assert (report.stop, report.pages, adapter.checkpoint.cursor) == (RunEnd.OUT_OF_TIME, 1, "3")
    adapter.run()
    assert adapter.on_stream == EVENTS


def test_a_long_limit_on_calls_is_kept_by_the_runs_that_follow(feed: Feed, adapter: ApiAdapter) -> None:
    feed.fail(FaultyAnswer(status=429, retry_after="600"))
    first = adapter.run()
    adapter.now += timedelta(seconds=599)
    second, asked = adapter.run(), len(feed.asked)
    adapter.now += timedelta(seconds=1)

    third = adapter.run()

    assert (first.stop, second.stop, asked) == (RunEnd.RATE_LIMITED, RunEnd.RATE_LIMITED, 1)
    assert (third.stop, adapter.on_stream) == (RunEnd.UP_TO_DATE, EVENTS)


def test_no_limit_on_calls_lasts_for_ever(feed: Feed, adapter: ApiAdapter) -> None:
    feed.fail(FaultyAnswer(status=429, retry_after="99999999"))
    adapter.run()
    adapter.now += timedelta(seconds=adapter.api.longest_wait)

    assert adapter.run().stop is RunEnd.UP_TO_DATE


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "the token in the secret is wrong or has expired"),
        (404, "nothing is at this address"),
        (410, "the cursor is too old for it: set the checkpoint anew"),
        (302, "its address or its rules changed"),
    ],
)
def test_a_refusal_says_what_to_mend_and_is_asked_once(
    feed: Feed, adapter: ApiAdapter, status: int, says: str
) -> None:
    feed.fail(FaultyAnswer(status=status))

    with pytest.raises(ApiRefused, match=f"the API answered {status}: {says}"):
        adapter.run()
    assert len(feed.asked) == 1


def test_an_api_that_ignores_the_limit_is_put_in_calls_that_the_stream_takes(
    feed: Feed, adapter: ApiAdapter
) -> None:
    adapter.api = roomier(adapter)
    feed.events = [encoded(sale(number)) for number in range(501)]
    feed.least = 501

    adapter.run()

    assert [len(call) for call in adapter.shards.calls] == [500, 1]


def test_a_server_that_is_away_is_a_fault_that_may_pass(adapter: ApiAdapter) -> None:
    adapter.url = "http://127.0.0.1:9/"

    with pytest.raises(ApiUnavailable, match=r"^127\.0\.0\.1: ConnectionRefusedError"):
        adapter.run()


def roomier(adapter: ApiAdapter) -> Api:
    """Return the API with room for a large page."""
    return msgspec.structs.replace(adapter.api, page_bytes=1_000_000)
