"""What the webhook promises, in the templates of a domain that declares an alert."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from environments import dev
from stacks.config import Config, ConfigError
from stacks.constructs.stream.webhook_consumer import WINDOW
from stacks.webhook import WebhookSettings
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment, Resource
from tests.synthesis import REPOSITORY

SENSORS = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": f"{REPOSITORY}/examples/sensors:{REPOSITORY}"}
SYNTHESIZE = "import json; from tests.synthesis import templates; print(json.dumps(templates('dev')))"
STACK = "Sluice-dev-Webhook"
URL = "https://alerts.example.invalid"


@cache
def synthesized() -> dict[str, Any]:
    """The templates of the weather stations, which a process with their domain writes."""
    command = [sys.executable, "-c", SYNTHESIZE]
    written = subprocess.run(
        command, env=SENSORS, cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout
    return dict(json.loads(written.splitlines()[-1]))


@pytest.fixture
def environment() -> Environment:
    """Every stack."""
    return Environment(dev(), synthesized())


@pytest.fixture
def function(environment: Environment) -> Resource:
    """The function that posts."""
    [found] = [each for each in environment.every("AWS::Lambda::Function") if each.stack == STACK]
    return found


def variables(function: Resource) -> dict[str, Any]:
    return dict(function.properties["Environment"]["Variables"])


def test_what_was_told_is_known_for_longer_than_any_replay(
    environment: Environment, function: Resource
) -> None:
    """FAULTS 14: the stream's own records, and those that are given back to it from the archive."""
    [mapping] = [each for each in environment.every("AWS::Lambda::EventSourceMapping") if each.stack == STACK]
    retention = environment.the("AWS::Kinesis::Stream").properties["RetentionPeriodHours"] * 3_600
    window = int(variables(function)["ALERT_WINDOW_SECONDS"])

    assert window > max(retention, mapping.properties["MaximumRecordAgeInSeconds"])
    # Raw expires nothing that is current, so no window is too long.
    assert window == WINDOW.to_seconds()


def test_every_replay_horizon_lies_within_the_window() -> None:
    assert dev().replay_horizon_hours < WINDOW.to_hours()
    assert Config(environment="any", load=dev().load).replay_horizon_hours < WINDOW.to_hours()


def test_what_was_told_expires_where_powertools_says(environment: Environment, function: Resource) -> None:
    [table] = [each for each in environment.every("AWS::DynamoDB::Table") if each.stack == STACK]

    assert variables(function)["IDEMPOTENCY_TABLE"] == {"Ref": table.logical_id}
    assert table.properties["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table.properties["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}


def test_it_may_do_what_it_needs_and_no_more(environment: Environment, function: Resource) -> None:
    [role] = [each for each in environment.every("AWS::IAM::Role") if function.mentions(each)]
    granted = policies_of(environment, role)

    assert {each for each in actions(granted) if each.startswith("dynamodb:")} == {
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    }
    assert actions(granted, on="/webhook/*") == {"s3:PutObject"}


def test_a_webhook_that_is_away_uses_no_retries_up(environment: Environment) -> None:
    [mapping] = [each for each in environment.every("AWS::Lambda::EventSourceMapping") if each.stack == STACK]

    assert mapping.properties["MaximumRetryAttempts"] == -1
    assert mapping.properties["MaximumRecordAgeInSeconds"] > 0


def test_a_deployment_says_where_alerts_go_and_keeps_its_token(function: Resource) -> None:
    parameters = synthesized()[STACK]["Parameters"]

    assert variables(function)["WEBHOOK_URL"] == {"Ref": "WebhookUrl"}
    assert variables(function)["WEBHOOK_TOKEN"] == {"Ref": "WebhookToken"}
    assert parameters["WebhookUrl"]["Default"].startswith("https://")
    assert (parameters["WebhookToken"]["Default"], parameters["WebhookToken"]["NoEcho"]) == ("", True)


def test_it_is_watched_as_every_consumer_is(environment: Environment) -> None:
    names = (each.logical_id for each in environment.every("AWS::CloudWatch::Alarm"))
    alarms = {re.sub("[0-9A-F]{8}$", "", name) for name in names}
    of_counts = {each.removeprefix("Counts") for each in alarms if each.startswith("Counts")}

    assert len(of_counts) > 5
    assert {each.removeprefix("Webhook") for each in alarms if each.startswith("Webhook")} == of_counts


def test_a_replay_can_be_for_it_alone() -> None:
    outputs = synthesized()["Sluice-dev-Replay"]["Outputs"]

    assert outputs["ReplayConsumers"]["Value"] == "counts,extremes,webhook"


def test_a_domain_without_an_alert_is_told_what_to_do() -> None:
    with pytest.raises(ConfigError, match="give the domain's EVENT an `alert`"):
        Config(environment="any", load=dev().load, capabilities=(WebhookSettings(url=URL),))


def test_no_alert_travels_in_the_clear() -> None:
    with pytest.raises(ConfigError, match="http://alerts: must begin with https://"):
        WebhookSettings(url="http://alerts").check(dev())


def test_it_counts_among_what_reads_the_stream() -> None:
    assert WebhookSettings(url=URL).lanes(dev()) == dev().profile.parallelization
