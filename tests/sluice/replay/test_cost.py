"""What a replay costs: by hand for a million sales of 1,000 bytes, which nobody lacks."""

from typing import Any

import pytest

import prices
from sluice.replay.cost import LANES, Traffic, kept, lines
from tests.synthesis import resources

MILLION = Traffic(
    records=1_000_000,
    record_bytes=1_000,
    objects=1_000,
    raw_bytes=170_000_000,
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


def to_one(consumer: str, **changes: Any) -> dict[str, float]:
    ledgers = 0 if consumer == "fraud" else 1
    return dollars(Traffic(**{**vars(MILLION), "consumer": consumer, "ledgers": ledgers, **changes}))


def test_to_one_consumer_pays_neither_stream_nor_delivery_nor_copies() -> None:
    found = to_one("loyalty")

    for price in (prices.PUT_UNIT, prices.FAN_OUT_READ, prices.DELIVERED, prices.PUT):
        assert price.what not in found
    assert kept(Traffic(**{**vars(MILLION), "consumer": "loyalty"})).dollars == 0


def test_to_one_consumer_pays_its_ledger_and_its_function_alone() -> None:
    found, every = to_one("loyalty"), dollars(MILLION)

    assert found[prices.WRITE_UNIT.what] == pytest.approx(0.625)
    assert found[prices.READ_UNIT.what] == pytest.approx(0.125)
    spared = every[prices.ARM_SECOND.what] - found[prices.ARM_SECOND.what]
    assert spared == pytest.approx(2 * 1_000_000 * 0.000_27 * 1.7275390625 * 0.0000133334)


def test_to_one_consumer_pays_each_invocation_of_it() -> None:
    """500 a second over 10 lanes are 50 a call."""
    more = to_one("loyalty")[prices.RUN.what] - dollars(MILLION)[prices.RUN.what]

    assert more == pytest.approx((1_000 + 20_000) * prices.RUN.dollars)


def test_pays_the_accounts_of_fraud_and_the_shelves_of_the_stock_only_with_them() -> None:
    new = {"applied": 1_000_000}

    assert to_one("fraud", **new)[prices.WRITE_UNIT.what] == pytest.approx(2 * 0.625)
    assert to_one("inventory", **new)[prices.WRITE_UNIT.what] == pytest.approx((1 + 1 + 9.4) * 0.625)
    assert to_one("loyalty", **new)[prices.WRITE_UNIT.what] == pytest.approx((1 + 1) * 0.625)
