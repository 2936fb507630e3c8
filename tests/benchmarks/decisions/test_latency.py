"""Latencies follow from what batches take."""

import pytest

from benchmarks import prices
from benchmarks.decisions.latency import Setting, carried_in_time, offered, play, service
from benchmarks.dynamodb import Usage
from benchmarks.throughput import Run
from stacks.profiles import DECISION, LATENCY

WORKS = {1: Run(0.010, 0.005, Usage()), 101: Run(0.110, 0.055, Usage())}
WHOLE = prices.MEBIBYTES_A_CORE


def test_between_measured_sizes_lies_a_straight_line_and_a_call_to_the_bus() -> None:
    assert service(WORKS, WHOLE)(51) == pytest.approx(0.060 + 0.004)


def test_half_a_core_takes_twice_as_long_to_reckon_and_as_long_to_wait() -> None:
    assert service(WORKS, WHOLE // 2)(1) == pytest.approx(0.010 + 0.005 + 0.004, rel=0.01)


def test_the_first_setting_is_the_deployed_one() -> None:
    assert offered(512)[0] == Setting("decision", DECISION, 512)


def test_a_setting_carries_what_its_lanes_get_through_in_full_batches() -> None:
    found = play(Setting("latency", LATENCY, WHOLE), service(WORKS, WHOLE), rate=20, seconds=2)

    full = 0.109 + 0.004
    assert found.carries == pytest.approx(LATENCY.parallelization * LATENCY.batch_size / full)
    assert found.waits.p50 < found.waits.p99


def test_who_takes_ten_milliseconds_a_sale_carries_less_than_a_shard_brings() -> None:
    setting = Setting("latency", LATENCY, WHOLE)

    assert 0 < carried_in_time(setting, lambda sales: 0.01 * sales, seconds=10) < 400
    assert carried_in_time(setting, lambda _: 0.01, seconds=5) == 1_000
