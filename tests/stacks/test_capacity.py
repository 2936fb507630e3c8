"""The capacity plan follows from the load."""

import pytest

from stacks.capacity import SHARD_BYTES, WORKER_LINES, Load


@pytest.mark.parametrize(
    ("events_per_second", "bytes_per_event", "shards"),
    [(1, 1_000, 1), (1_000, 500, 1), (1_001, 500, 2), (500, 4_000, 2), (501, 4_000, 3)],
)
def test_counts_shards_by_whichever_of_records_and_bytes_runs_out_first(
    events_per_second: int, bytes_per_event: int, shards: int
) -> None:
    load = Load(events_per_second=events_per_second, bytes_per_event=bytes_per_event)

    assert load.shards(headroom=1) == shards


def test_headroom_multiplies_the_load() -> None:
    assert Load(events_per_second=1_000).shards(headroom=2.5) == 3


@pytest.mark.parametrize(("hours", "workers"), [(0, 2), (1, 2), (1.001, 3), (2, 3), (10, 11)])
def test_counts_workers_by_what_one_reads_in_time_and_one_more_that_drives(
    hours: float, workers: int
) -> None:
    load = Load(events_per_second=1_000, lines_per_event=10)
    seconds_for_an_hour = 3_600 * 1_000 * 10 / WORKER_LINES

    assert load.workers(hours=hours, seconds=seconds_for_an_hour) == workers


def test_a_real_sale_is_one_write() -> None:
    assert Load(events_per_second=700).writes_per_second == 700


def test_a_long_sale_is_more_than_one_write() -> None:
    assert Load(events_per_second=1, lines_per_event=100).writes_per_second == 2


def test_a_quota_says_where_it_comes_from() -> None:
    assert str(SHARD_BYTES).startswith("1,000,000 bytes a second in a shard (https://docs.aws.amazon.com/")
