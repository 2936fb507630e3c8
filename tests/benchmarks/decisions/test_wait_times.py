"""What waiting comes to when all of it is known."""

import pytest

from benchmarks.decisions.wait_times import PUSHED_AFTER, Waits, arrivals, polled, pushed, settings, waits
from stacks.profiles import COST, LATENCY, Profile
from twin.semantics.records import StreamRecord


def record(number: int, at: float, store: str = "367") -> StreamRecord:
    return StreamRecord("shard", str(number), store, at, b"{}")


def instantly(_sales: int) -> float:
    return 0.0


def a_second(_sales: int) -> float:
    return 1.0


def profile(**changed: int) -> Profile:
    fields = {"batch_size": 2, "batch_window_seconds": 0, "parallelization": 1}
    return Profile(**(fields | changed), buffer_seconds=0, buffer_mebibytes=0)


def test_a_sale_that_finds_nobody_before_it_waits_for_the_push_and_the_work() -> None:
    [waited] = waits([record(1, 5.0)], settings(LATENCY), pushed, a_second)

    assert waited == pytest.approx(PUSHED_AFTER + 1)


def test_who_polls_is_seen_at_the_next_full_second() -> None:
    assert waits([record(1, 5.25)], settings(LATENCY), polled, instantly) == [0.75]


def test_a_sale_waits_for_the_window_unless_its_batch_is_full() -> None:
    alone = waits([record(1, 0)], settings(profile(batch_window_seconds=30)), pushed, instantly)
    full = [record(1, 0), record(2, 0)]

    assert alone == [pytest.approx(30 + PUSHED_AFTER)]
    assert waits(full, settings(profile(batch_window_seconds=30)), pushed, instantly) == [PUSHED_AFTER] * 2


def test_a_store_waits_for_its_batch_before_and_another_store_does_not() -> None:
    """With two lanes; these two stores take one each."""
    one_store = [record(1, 0, "1"), record(2, 0.5, "1")]
    two_stores = [record(1, 0, "1"), record(2, 0.5, "4")]
    two_at_once = settings(profile(parallelization=2))

    assert max(waits(one_store, two_at_once, pushed, a_second)) == pytest.approx(1.5 + PUSHED_AFTER)
    assert max(waits(two_stores, two_at_once, pushed, a_second)) == pytest.approx(1 + PUSHED_AFTER)


def test_who_is_slower_than_sales_come_falls_behind() -> None:
    coming = list(arrivals(rate=50, seconds=4, seed=1))

    early = waits(coming[:50], settings(profile()), pushed, lambda sales: sales / 25)
    late = waits(coming, settings(profile()), pushed, lambda sales: sales / 25)

    assert max(late) > 2 * max(early)


def test_sales_come_as_often_as_asked_and_the_same_for_a_seed() -> None:
    coming = list(arrivals(rate=50, seconds=20, seed=1))

    assert len(coming) == pytest.approx(1_000, rel=0.1)
    assert coming == list(arrivals(rate=50, seconds=20, seed=1))
    assert len({each.partition_key for each in coming}) > 50


def test_every_sale_is_waited_for_once() -> None:
    assert len(waits(arrivals(100, 10, 1), settings(COST), pushed, a_second)) == len(
        list(arrivals(100, 10, 1))
    )


def test_the_slowest_hundredth_is_not_the_slowest() -> None:
    found = Waits.of([*[1.0] * 995, *[9.0] * 5])

    assert (found.p50, found.p99) == (1.0, 1.0)
    assert Waits.of([*[1.0] * 950, *[9.0] * 50]).p99 == 9.0
