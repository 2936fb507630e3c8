"""A page is on the stream before the cursor moves; whatever happens, nothing of it is missed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import msgspec
import pytest

from lambdas.api_source.api import Api
from lambdas.api_source.checkpoints import CheckpointOvertaken
from lambdas.api_source.client import ApiRefused, ApiUnavailable
from lambdas.api_source.page import BrokenApiPage
from lambdas.api_source.source import LEAST_MS, CursorLoop, RunEnd
from lambdas.replay.putting import NotPut
from tests.lambdas.api_source.adapters import ApiAdapter
from tests.lambdas.api_source.conftest import EVENTS
from tests.lambdas.api_source.feeds import FaultyAnswer, Feed
from tests.lambdas.sales import encoded, sale


def test_every_event_goes_on_the_stream_once_page_by_page(feed: Feed, adapter: ApiAdapter) -> None:
    report = adapter.run()

    assert adapter.on_stream == EVENTS
    assert (report.stop, report.put) == (RunEnd.UP_TO_DATE, 7)
    assert feed.asked == [(None, 3), ("3", 3), ("6", 3), ("7", 3)]


def test_the_next_run_begins_where_the_last_one_ended(feed: Feed, adapter: ApiAdapter) -> None:
    adapter.run()
    feed.events.append(encoded(sale(8)))

    report = adapter.run()

    assert report.put == 1
    assert adapter.on_stream == [*EVENTS, encoded(sale(8))]


def test_a_run_that_finds_nothing_new_puts_nothing_again(feed: Feed, adapter: ApiAdapter) -> None:
    """An API that has no cursor behind its last page gives that page at every run."""
    feed.next_of = lambda _, following: None if following == len(feed.events) else str(following)
    adapter.run()

    reports = [adapter.run(), adapter.run()]

    assert [report.put for report in reports] == [0, 0]
    assert adapter.on_stream == EVENTS


def test_a_last_page_that_grew_is_put_again_with_what_is_new(feed: Feed, adapter: ApiAdapter) -> None:
    feed.next_of = lambda _, following: None if following == len(feed.events) else str(following)
    adapter.run()
    feed.events.append(encoded(sale(8)))

    adapter.run()

    assert set(adapter.on_stream) == {*EVENTS, encoded(sale(8))}


def test_the_cursor_stays_when_the_stream_does_not_take_the_page(adapter: ApiAdapter) -> None:
    """FAULTS 18: the second page is refused in part, at every try; the next run puts all of it."""
    adapter.shards.refuses = lambda asked: asked >= 4

    with pytest.raises(NotPut):
        adapter.run()
    assert adapter.checkpoint.cursor == "3"

    adapter.shards.refuses = lambda _: False
    adapter.run()
    assert set(adapter.on_stream) == set(EVENTS)


@pytest.mark.parametrize("call", range(9))
def test_a_run_that_dies_at_any_call_to_aws_is_made_good_by_the_next(adapter: ApiAdapter, call: int) -> None:
    """Reads, writes of the checkpoint and puts, in the order in which they come."""
    calls = count()

    def die(**_: object) -> None:
        if next(calls) == call:
            raise SystemExit

    def dying_shards(_: int) -> bool:
        die()
        return False

    adapter.dynamodb.meta.events.register("before-call.dynamodb", die)
    adapter.shards.refuses = dying_shards
    with pytest.raises(SystemExit):
        adapter.run()
    adapter.shards.refuses = lambda _: False

    adapter.run()

    assert set(adapter.on_stream) == set(EVENTS)
    assert adapter.checkpoint.cursor == "7"


def test_of_two_runs_at_once_only_one_moves_the_cursor(feed: Feed, adapter: ApiAdapter) -> None:
    """The other stops, and what it has put is there twice under the same ids."""
    feed.next_of = _meanwhile(adapter)

    with pytest.raises(CheckpointOvertaken):
        adapter.run()

    assert set(adapter.on_stream) == set(EVENTS)
    assert adapter.checkpoint.cursor == "7"


def test_a_broken_event_is_kept_whole_and_the_rest_of_its_page_goes_on(
    feed: Feed, adapter: ApiAdapter
) -> None:
    feed.events[1] = b'{"schema_version":"1.0","price":1.50}'

    report = adapter.run()

    assert (report.put, report.quarantined) == (6, 1)
    assert adapter.objects.refused() == {b'{"schema_version":"1.0","price":1.50}'}


def test_a_broken_event_is_kept_under_the_same_key_whenever_its_page_comes_again(
    feed: Feed, adapter: ApiAdapter
) -> None:
    feed.events[4] = b"{}"
    adapter.shards.refuses = lambda asked: asked >= 4
    with pytest.raises(NotPut):
        adapter.run()
    adapter.now += timedelta(days=2)
    adapter.shards.refuses = lambda _: False

    adapter.run()

    assert len(adapter.objects) == 1


@pytest.mark.parametrize(
    ("event", "key"),
    [(encoded(sale(1, schema_version="2.0")), "367"), (b'{"store_id":7}', "web-shop"), (b"{}", "web-shop")],
)
def test_a_broken_event_is_kept_with_the_key_under_which_it_would_go_back(
    feed: Feed, adapter: ApiAdapter, event: bytes, key: str
) -> None:
    """The order by key settles two payloads under one id, whatever brings the second one."""
    feed.events = [event]

    adapter.run()

    [kept] = adapter.objects.values()
    assert json.loads(kept)["partition_key"] == key


def test_fields_that_a_newer_version_of_the_api_adds_pass_as_they_came(
    feed: Feed, adapter: ApiAdapter
) -> None:
    feed.events = [b'{"new": 1.50, ' + encoded(sale(1))[1:]]

    adapter.run()

    assert adapter.on_stream == feed.events


def test_an_event_that_was_printed_for_people_goes_on_one_line(feed: Feed, adapter: ApiAdapter) -> None:
    feed.events = [encoded(sale(1)).replace(b",", b",\n  ")]

    adapter.run()

    assert adapter.on_stream == [encoded(sale(1))]


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


def _meanwhile(adapter: ApiAdapter) -> Callable[[int, int], str]:
    """Have another run go through while the first page of this one is on its way."""
    other = replace(adapter)
    begun: list[bool] = []

    def following(_: int, after: int) -> str:
        if not begun:
            begun.append(True)
            other.run()
        return str(after)

    return following
