"""History on the stream: as every producer's sales, and no faster than it may."""

import json

import pytest

from jobs.backfill.chunks import HistoryChunk
from jobs.backfill.events import AcceptedEvent
from jobs.backfill.faults import TemporaryFault
from jobs.backfill.history import HistoryFile
from jobs.backfill.run_limits import WindowClosed
from jobs.backfill.sinks import StreamSink
from tests.jobs.backfill.histories import NIGHT, HistorySite
from tests.lambdas.sales import encoded, sale

CHUNK = HistoryChunk(file=HistoryFile(bucket="b", key="k", etag="e", size=1))


class Clock:
    """Time that passes only in pauses."""

    def __init__(self) -> None:
        self.now = 0.0

    def pause(self, seconds: float) -> None:
        self.now += seconds


def accepted(count: int) -> list[AcceptedEvent]:
    """Events of two stores in turn."""
    sales = [sale(number, "367" if number % 2 else "400") for number in range(count)]
    return [AcceptedEvent(each["store_id"], encoded(each)) for each in sales]


def sink(site: HistorySite, clock: Clock, rate: float) -> StreamSink:
    """A sink that never has to stop."""
    return StreamSink(site.kinesis, site.name, rate, lambda: None, clock.pause, lambda: clock.now)


def test_events_come_on_the_stream_in_each_stores_order(site: HistorySite) -> None:
    clock = Clock()

    sink(site, clock, 1_000).take(CHUNK, 0, NIGHT, accepted(20))

    ids = [json.loads(each)["sale_id"] for each in site.streamed()]
    for store in ("367", "400"):
        numbers = [int(each.rpartition("/")[2]) for each in ids if each.startswith(store)]
        assert numbers == sorted(numbers)
    assert len(ids) == 20


@pytest.mark.parametrize(("events", "rate", "seconds"), [(20, 10, 2), (20, 2_000, 0.01), (5, 0.5, 10)])
def test_no_more_are_sent_in_a_second_than_may_be(
    site: HistorySite, events: int, rate: float, seconds: float
) -> None:
    clock = Clock()

    sink(site, clock, rate).take(CHUNK, 0, NIGHT, accepted(events))

    assert clock.now == pytest.approx(seconds)


def test_a_stream_that_takes_nothing_is_a_fault_that_may_pass(
    site: HistorySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("producer.producer.ATTEMPTS", 1)
    nowhere = StreamSink(site.kinesis, "nowhere", 1_000, lambda: None, lambda _: None)

    with pytest.raises(TemporaryFault, match=r"^the stream nowhere didn't take 4 events: run again$"):
        nowhere.take(CHUNK, 0, NIGHT, accepted(4))


def test_the_end_of_the_hours_is_seen_between_two_bursts(site: HistorySite) -> None:
    hours = iter([None, None, WindowClosed()])

    def require_time() -> None:
        if closed := next(hours):
            raise closed

    with pytest.raises(WindowClosed):
        StreamSink(site.kinesis, site.name, 5, require_time, lambda _: None).take(
            CHUNK, 0, NIGHT, accepted(20)
        )

    assert len(site.streamed()) == 10
