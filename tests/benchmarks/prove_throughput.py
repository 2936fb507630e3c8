import pytest

from benchmarks.designs import COUNTER_TABLES, Design, Handler, answer, counters, ledger
from benchmarks.dynamodb import NONE, SimulatedDynamoDB
from benchmarks.throughput import WorkNotDone, measure, run


def idle(_dynamodb: SimulatedDynamoDB, _workers: int) -> Handler:
    """Acknowledges everything and does nothing."""
    return lambda _event: answer([])


def test_a_design_that_does_not_do_its_work_is_not_timed() -> None:
    with pytest.raises(WorkNotDone):
        run(Design("idle", COUNTER_TABLES, idle, counters), NONE, 5)


def test_calls_and_units_are_those_of_the_batch_alone() -> None:
    """Two inserts of 25 rows, and the position."""
    [measured] = measure([ledger.DESIGN], NONE, batch=50, rounds=1)

    assert measured.calls_a_sale == 3 / 50
    assert measured.write_units_a_sale == pytest.approx(1 + 1 / 50, abs=0.05)
    assert measured.sales_a_second == 50 / measured.wall


def test_a_share_of_a_core_makes_the_cpu_part_longer() -> None:
    [measured] = measure([ledger.DESIGN], NONE, batch=50, rounds=1)

    assert measured.lambda_seconds(1769) == pytest.approx(measured.wall)
    assert measured.lambda_seconds(512) > measured.lambda_seconds(1024) > measured.wall
