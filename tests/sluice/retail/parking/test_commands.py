"""The commands on parked days, as they are typed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import boto3
import pytest

from lambdas.core.parked_days import ParkedDay, ParkedDays, ParkState
from tests.lambdas.declared_tables import parked_days_properties, table_properties
from tests.sluice.failures.typed import answered, create_stack, environment, ran

FIRST, SECOND, THIRD = (date(2017, 3, number) for number in (1, 2, 3))
PARK = ("park", "dev", "367", "--day", f"{FIRST}", "--reason", "till 4 counts twice", "--by", "anna")


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[ParkedDays]:
    """Nothing is parked; one store has sold."""
    with environment(monkeypatch):
        boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Consumers")
        create_stack("Sluice-dev-Consumers", {"InventoryLedger": "inventory"})
        create_stack("Sluice-dev-Lake", {"ParkedDaysTable": "parked"})
        dynamodb = boto3.client("dynamodb")
        dynamodb.create_table(TableName="parked", **parked_days_properties())
        dynamodb.create_table(TableName="inventory", **table_properties("inventory"))
        row = {"partition": {"S": "367"}, "entry": {"S": f"{FIRST}/4/1"}}
        dynamodb.put_item(TableName="inventory", Item=row)
        yield ParkedDays(dynamodb, "parked")


def kept(days: ParkedDays) -> list[tuple[date, ParkState, str, str]]:
    return [(each.day, each.state, each.by, each.reason) for each in days.list(None)]


def test_a_span_is_parked_day_by_day_and_once_however_often_it_is_typed(days: ParkedDays) -> None:
    for _ in range(2):
        told = answered(*PARK, "--to", f"{THIRD}")

    assert told == {"store": "367", "parked": [f"{FIRST}", f"{SECOND}", f"{THIRD}"]}
    assert kept(days) == [
        (day, ParkState.PARKED, "anna", "till 4 counts twice") for day in (FIRST, SECOND, THIRD)
    ]


def test_a_released_day_is_kept_with_its_reason_and_with_who_released_it(days: ParkedDays) -> None:
    answered(*PARK, "--to", f"{SECOND}")

    release = ("park", "dev", "367", "--day", f"{FIRST}", "--to", f"{THIRD}", "--release", "--by", "ben")
    told = [answered(*release) for _ in range(2)]

    assert told == [
        {"store": "367", "released": [f"{FIRST}", f"{SECOND}"]},
        {"store": "367", "released": []},
    ]
    assert kept(days) == [(day, ParkState.RELEASED, "ben", "till 4 counts twice") for day in (FIRST, SECOND)]


def test_what_is_parked_is_listed_and_on_demand_what_was(days: ParkedDays) -> None:
    answered(*PARK, "--to", f"{SECOND}")
    answered("park", "dev", "367", "--day", f"{SECOND}", "--release")

    shown = ran("parked", "dev").stdout
    every = answered("parked", "dev", "--all")

    assert shown.splitlines() == [
        "1 days of stores",
        "2017-03-01  store 367  parked by anna  till 4 counts twice",
    ]
    assert [(each["store"], each["day"], each["state"]) for each in every] == [
        ("367", "2017-03-01", "parked"),
        ("367", "2017-03-02", "released"),
    ]
    assert len(days.list()) == 1


TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("999", "--day", f"{FIRST}", "--reason", "x"), "there is no store 999: no ledger has a row of it"),
        (
            ("367", "--day", f"{SECOND}", "--to", f"{FIRST}", "--reason", "x"),
            "--to is 2017-03-01: it can't come before --day",
        ),
        (("367", "--day", "1 March", "--reason", "x"), "--day is 1 March: write a day as 2017-12-22"),
        (("367", "--day", f"{TOMORROW}", "--reason", "x"), f"--day is {TOMORROW}: that hasn't come, it is "),
        (
            ("367", "--day", f"{FIRST}", "--to", "2017-04-01", "--reason", "x"),
            "--to is 2017-04-01: that is 32 days, and 31 can be parked at once",
        ),
        (("367", "--day", f"{FIRST}"), "write --reason to park, or --release to take it back"),
        (
            ("367", "--day", f"{FIRST}", "--reason", " "),
            "write --reason to park, or --release to take it back",
        ),
        (
            ("367", "--day", f"{FIRST}", "--reason", "x", "--release"),
            "write --reason to park, or --release to take it back",
        ),
        (
            ("367", "--day", f"{FIRST}", "--to", f"{SECOND}", "--release"),
            "store 367 was never parked on 2017-03-01 to 2017-03-02: sluice parked names what is",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    days: ParkedDays, typed: tuple[str, ...], said: str
) -> None:
    refused = ran("park", "dev", *typed)

    assert refused.exit_code == 2
    assert refused.stderr.startswith(f"sluice: {said}")
    assert len(refused.stderr.splitlines()) == 1
    assert kept(days) == []


def test_without_ledgers_nobody_knows_the_stores_and_any_can_be_parked(days: ParkedDays) -> None:
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Consumers")

    answered("park", "dev", "999", "--day", f"{FIRST}", "--reason", "x")

    assert [each.partition for each in days.list()] == ["999"]


def test_every_parked_day_is_read_as_it_was_written(days: ParkedDays) -> None:
    said = ParkedDay(partition="Köln/7", day=FIRST, reason="“x”\n", by="ä", at="z", state=ParkState.RELEASED)

    days.write(said)

    assert days.list(None) == [said]
