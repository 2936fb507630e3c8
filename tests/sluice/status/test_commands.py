"""One screen for people, JSON for programs, and an exit code for whoever only asks whether all is well."""

import json
from datetime import date

import boto3
import pytest
from typer.testing import CliRunner, Result

from lambdas.core.parked_days import ParkedDay, ParkedDays, ParkState
from sluice.__main__ import app
from sluice.status.status import LATE
from tests.sluice.status.deployed import Deployed
from tests.synthesis import having, resources


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["status", *arguments])


@pytest.mark.usefixtures("deployed")
def test_all_is_well() -> None:
    answer = ran("dev")

    assert answer.exit_code == 0
    assert "Nothing is missing, and nothing waits." in answer.stdout


@pytest.mark.usefixtures("deployed")
def test_an_environment_without_replays_has_a_status_too() -> None:
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Replay")

    answer = ran("dev")
    told = json.loads(ran("dev", "--json").stdout)

    assert answer.exit_code == 0
    assert "the environment has no manifest, which comes with Replay" in " ".join(answer.stdout.split())
    assert (told["hours"], told["replays"]) == ([], [])
    assert told["consumers"]


def test_a_loss_is_named_and_ends_with_1(deployed: Deployed) -> None:
    deployed.takes(2, 100)
    deployed.delivers(2, 93)

    answer = ran("dev")

    assert answer.exit_code == 1
    assert "7 records are missing in raw" in answer.stdout


def test_json_has_every_hour_and_what_is_wrong(deployed: Deployed) -> None:
    deployed.takes(2, 100)
    deployed.delivers(2, 93)

    answer = ran("dev", "--hours", "5", "--json")

    told = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert len(told["hours"]) == 5
    assert [(each["took"], each["raw"], each["gap"]) for each in told["hours"] if each["gap"]] == [
        (100, 93, 7)
    ]
    assert len(told["wrong"]) == 1
    assert {"consumers", "delivery", "replays", "failures_waiting", "dead_letters"} <= told.keys()


@pytest.mark.usefixtures("deployed")
def test_what_is_not_deployed_is_said_in_a_line() -> None:
    answer = ran("prod")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("sluice: there is no stack Sluice-prod-")


@pytest.mark.usefixtures("deployed")
def test_help_has_examples_and_exit_codes() -> None:
    answer = ran("--help")

    assert "sluice status prod --hours 72 --json" in answer.stdout
    assert "Exit codes" in answer.stdout


@pytest.mark.parametrize("environment", having("Consumers", "Fraud", "Shelves"))
def test_who_is_behind_here_is_behind_by_an_alarm_too(environment: str) -> None:
    ages = [
        alarm["Properties"]["Threshold"]
        for alarm in resources(environment, "AWS::CloudWatch::Alarm")
        if "minutes behind, or more" in alarm["Properties"]["AlarmDescription"]
        # A database's changes have a stream of their own.
        and " cdc " not in alarm["Properties"]["AlarmDescription"]
    ]

    assert len(ages) == len(("inventory", "loyalty", "fraud", "shelves"))
    assert min(ages) < LATE.total_seconds() * 1_000 <= max(ages)


def test_what_is_parked_is_counted_and_is_nothing_wrong(deployed: Deployed) -> None:
    """FAULTS 55."""
    days = ParkedDays(deployed.dynamodb, "ParkedDays")
    for number, state in ((1, ParkState.PARKED), (2, ParkState.PARKED), (3, ParkState.RELEASED)):
        day = date(2017, 3, number)
        days.write(ParkedDay(partition="367", day=day, reason="x", by="anna", at="y", state=state))

    shown, told = ran("dev"), json.loads(ran("dev", "--json").stdout)

    assert "store days parked 2" in " ".join(shown.stdout.split())
    assert (shown.exit_code, told["parked_days"], told["wrong"]) == (0, 2, [])


@pytest.mark.usefixtures("deployed")
def test_an_environment_without_a_lake_parks_nothing() -> None:
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Lake")

    assert json.loads(ran("dev", "--json").stdout)["parked_days"] is None
