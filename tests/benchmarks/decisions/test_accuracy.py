"""What is caught and what is a false alarm, on few sales of which all is known."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.decisions.accuracy import Found, found
from benchmarks.decisions.screenings import screened
from contracts.scenario import SourceMessage
from demo.retail.frauds import Incident
from lambdas.fraud.thresholds import Thresholds
from tests.lambdas.sales import encoded, sale

NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)
LIMITS = Thresholds(token_sales=4, token_minutes=10)


def burst(count: int, register: int) -> Iterator[SourceMessage]:
    """Sales of one register on one token, a minute apart."""
    for number in range(count):
        at = NOON + timedelta(minutes=number)
        fields = {
            "sale_id": f"367/{at.date()}/{register}/{number}",
            "register_id": str(register),
            "occurred_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "payment_token": f"tok_of_{register}",
            "loyalty_id": None,
        }
        yield SourceMessage("367", at, encoded(sale(number, "367", **fields)))


@pytest.fixture
def day() -> Found:
    """Of two incidents one is large enough, and four of eight real sales look like it."""
    real = [*burst(4, 1), *burst(3, 2), *burst(1, 3)]
    made_up = [Incident("large", tuple(burst(5, 4))), Incident("small", tuple(burst(3, 5)))]
    return found(real, made_up, LIMITS)


def test_an_incident_is_caught_by_any_of_its_sales(day: Found) -> None:
    assert day.incidents == {"large": 1, "small": 1}
    assert day.caught == {"large": 1}
    assert day.recall == 1 / 2


def test_a_suspected_sale_is_of_an_incident_or_a_false_alarm(day: Found) -> None:
    assert (day.fraudulent, day.false_alarms) == (2, 1)
    assert day.precision == 2 / 3
    assert day.false_share == 1 / 8


def test_every_rule_is_counted_with_its_false_alarms(day: Found) -> None:
    assert day.rules == {"token_velocity": 3}
    assert day.false_rules == {"token_velocity": 1}


def test_other_thresholds_find_other_things() -> None:
    made_up = [Incident("small", tuple(burst(3, 5)))]

    assert found([*burst(1, 1)], made_up, Thresholds(token_sales=3)).recall == 1


def test_sales_are_screened_in_the_order_in_which_they_were_sold() -> None:
    messages = list(burst(4, 1))

    assert list(screened(messages[::-1], LIMITS)) == ["367/2017-03-01/1/3"]


def test_accounts_are_remembered_from_one_part_to_the_next() -> None:
    others = [sent for number in range(60) for sent in burst(1, 2 + number)]
    first, *rest = burst(4, 1)

    assert list(screened([first, *others, *rest], LIMITS)) == ["367/2017-03-01/1/3"]
