"""A page is on the stream before the cursor moves; whatever happens, nothing of it is missed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from lambdas.core.api_source.checkpoints import CheckpointOvertaken
from lambdas.core.api_source.source import RunEnd
from lambdas.core.replay.kinesis_writer import RecordsNotPut
from tests.lambdas.core.api_source.adapters import ApiAdapter
from tests.lambdas.core.api_source.conftest import EVENTS
from tests.lambdas.core.api_source.feeds import Feed
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

    with pytest.raises(RecordsNotPut):
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
    with pytest.raises(RecordsNotPut):
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
