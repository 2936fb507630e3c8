"""Readings are taken, refused and applied as declared; `make test` runs this in a process of its own."""

import json
from datetime import date

import pytest

from contracts.refusals import BrokenContract, Reason
from contracts.scenario import ExpectedLedger
from domain import Reading, tell_warmth
from domain.scenario import FIRST, SCENARIO
from lambdas.core import contract
from lambdas.core.ledger_row import LedgerRow, effect_of, item
from tests.synthesis import resources

MESSAGES = SCENARIO.source(FIRST, 3)


def read(data: bytes) -> Reading:
    """Parse what must be a reading."""
    reading = contract.parse(data)
    assert isinstance(reading, Reading)
    return reading


def test_every_reading_of_the_data_is_taken_under_its_station_and_hour() -> None:
    for message in MESSAGES:
        assert contract.key_of(read(message.data)) == (
            message.partition,
            f"{message.sent_at:%Y-%m-%dT%H:%MZ}",
        )


def test_a_reading_under_the_id_of_another_hour_is_refused() -> None:
    payload = {**json.loads(MESSAGES[0].data), "measured_at": "2013-01-02T07:00:00Z"}

    with pytest.raises(BrokenContract) as refused:
        contract.parse(json.dumps(payload).encode())

    assert (refused.value.reason, refused.value.field) == (Reason.BAD_ID, "reading_id")


@pytest.mark.parametrize("ledger", SCENARIO.ledgers, ids=lambda each: each.consumer.name)
def test_each_ledger_stores_what_is_due_of_a_reading(ledger: ExpectedLedger) -> None:
    for message in MESSAGES:
        reading = read(message.data)
        row = LedgerRow.of(reading, message.data, ledger.consumer.effect(reading))
        stored = {"partition": row.partition, **effect_of(item(row))}
        assert ledger.stored(stored) == ledger.due(json.loads(message.data))


def test_each_consumer_is_deployed_with_a_ledger_of_its_own() -> None:
    told = [
        each["Properties"].get("Environment", {}).get("Variables", {})
        for each in resources("dev", "AWS::Lambda::Function")
    ]

    assert {each["CONSUMER"] for each in told if "LEDGER_TABLE" in each} == {"counts", "extremes"}


def test_the_webhook_is_told_of_the_readings_that_are_due() -> None:
    messages = SCENARIO.source(date(2013, 1, 14), 1)
    due = [SCENARIO.alerts(json.loads(each.data)) for each in messages]

    assert [tell_warmth(read(each.data)) is not None for each in messages] == due
    assert any(due)
