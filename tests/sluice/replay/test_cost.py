"""What a replay costs: by hand for a million sales of 1,000 bytes, which nobody lacks."""

import pytest

from review import prices
from sluice.replay.cost import LANES, Traffic, kept, lines
from tests.synthesis import resources

MILLION = Traffic(
    records=1_000_000,
    record_bytes=1_000,
    objects=1_000,
    stored=170_000_000,
    applied=0,
    ledgers=2,
    seconds=2_000,
    lanes=10,
    on_demand=False,
)


def dollars(traffic: Traffic) -> dict[str, float]:
    return {line.price.what: line.dollars for line in lines(traffic)}


def test_pays_a_repeated_insert_as_a_new_one() -> None:
    found = dollars(MILLION)

    assert found[prices.WRITE_UNIT.what] == pytest.approx(2 * 0.625)
    assert found[prices.READ_UNIT.what] == pytest.approx((2 + 1) * 0.125)


def test_pays_for_what_a_new_sale_changes_besides() -> None:
    new = Traffic(**{**vars(MILLION), "applied": 1_000_000})

    assert dollars(new)[prices.WRITE_UNIT.what] == pytest.approx((2 + 12.4) * 0.625)


def test_pays_the_stream_by_its_kind() -> None:
    on_demand = Traffic(**{**vars(MILLION), "on_demand": True})

    assert dollars(MILLION)[prices.PUT_UNIT.what] == pytest.approx(0.014)
    assert prices.PUT_UNIT.what not in dollars(on_demand)
    assert dollars(on_demand)[prices.DATA_IN.what] == pytest.approx(0.08 * 1_024_000_000 / 1024**3)


def test_pays_firehose_in_steps_of_five_kilobytes() -> None:
    assert dollars(MILLION)[prices.DELIVERED.what] == pytest.approx(0.029 * 5_120_000_000 / 1024**3)


def test_pays_the_replays_function_while_it_waits_for_its_pace() -> None:
    slower = Traffic(**{**vars(MILLION), "seconds": 4_000})

    more = dollars(slower)[prices.ARM_SECOND.what] - dollars(MILLION)[prices.ARM_SECOND.what]
    assert more == pytest.approx(10 * 2_000 * 0.5 * 0.0000133334)


def test_counts_the_transitions_of_every_run() -> None:
    assert dollars(MILLION)[prices.TRANSITION.what] == pytest.approx((8 + 2 * 1_500) * 0.000025)


def test_keeps_what_is_sent_for_good() -> None:
    assert kept(MILLION).dollars == pytest.approx(0.023 * 170_000_000 / 1024**3)


def test_works_on_as_many_objects_at_once_as_the_state_machine() -> None:
    [told] = [
        each["Properties"]["Environment"]["Variables"]["AT_ONCE"]
        for each in resources("dev", "AWS::Lambda::Function")
        if "AT_ONCE" in each["Properties"]["Environment"]["Variables"]
    ]

    assert int(told) == LANES
