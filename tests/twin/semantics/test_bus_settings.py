from typing import Any

import pytest

from twin.semantics.bus_settings import ArchiveSettings, BusSettings, RuleSettings
from twin.semantics.properties import Unsupported

BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/sales"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
TARGET = {
    "Id": "Target0",
    "Arn": QUEUE,
    "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 10},
    "DeadLetterConfig": {"Arn": f"{QUEUE}-dead"},
}
RULE = {
    "Name": "reorder",
    "Description": "low stock is ordered again",
    "EventBusName": "sales",
    "EventPattern": {"source": ["sluice"]},
    "State": "ENABLED",
    "Targets": [TARGET],
}


def rule(**changed: Any) -> RuleSettings:
    return RuleSettings.from_properties("arn:rule", RULE | changed)


def test_reads_a_rule_and_its_target() -> None:
    (target,) = rule().targets

    assert rule().takes({"source": "sluice"})
    assert (target.arn, target.retry_policy.maximum_retry_attempts) == (QUEUE, 10)
    assert target.dead_letter_config
    assert target.dead_letter_config.arn == f"{QUEUE}-dead"


def test_retries_for_a_day_if_the_template_says_nothing_of_it() -> None:
    (target,) = rule(Targets=[{"Id": "Target0", "Arn": QUEUE}]).targets

    policy = target.retry_policy
    assert (policy.maximum_retry_attempts, policy.maximum_event_age_in_seconds) == (185, 86_400)
    assert target.dead_letter_config is None


def test_a_disabled_rule_takes_nothing() -> None:
    assert not rule(State="DISABLED").takes({"source": "sluice"})


@pytest.mark.parametrize(
    "changed",
    [
        {"ScheduleExpression": "rate(1 day)"},
        {"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"},
        {"Targets": [TARGET | {"Arn": "arn:aws:lambda:eu-west-1:111122223333:function:orders"}]},
        {"Targets": [TARGET | {"Arn": f"{QUEUE}.fifo"}]},
        {"Targets": [TARGET | {"InputPath": "$.detail"}]},
        {"Targets": [TARGET | {"RetryPolicy": {"MaximumRetryAttempts": 186}}]},
        {"Targets": [TARGET | {"RetryPolicy": {"MaximumEventAgeInSeconds": 59}}]},
        {"EventPattern": {"source": [{"anything-but": ["e", 1]}]}},
    ],
)
def test_refuses_what_the_twin_does_not_play(changed: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        rule(**changed)


def test_an_archive_keeps_for_ever_unless_it_says_how_long() -> None:
    assert ArchiveSettings.from_properties({"SourceArn": BUS}).retention_seconds == float("inf")
    assert (
        ArchiveSettings.from_properties({"SourceArn": BUS, "RetentionDays": 2}).retention_seconds == 172_800
    )


def test_refuses_a_bus_with_dead_letters_of_its_own() -> None:
    assert BusSettings.from_properties({"Name": "sales"}).name == "sales"
    with pytest.raises(Unsupported, match="DeadLetterConfig"):
        BusSettings.from_properties({"Name": "sales", "DeadLetterConfig": {"Arn": QUEUE}})
