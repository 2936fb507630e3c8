"""Somebody is woken in time, and not for nothing."""

import pytest

from stacks.alarms.alarm_spec import Urgency
from tests.stacks.synthesized import Environment
from tests.stacks.watched import HOUR_MS, Watched, alarms


def test_somebody_is_woken_long_before_a_late_sale_is_given_up(environment: Environment) -> None:
    """FAULTS 23: the stream forgets in silence, and a consumer gives up before."""
    config = environment.config
    for alarm in [alarm for alarm in alarms(environment, "IteratorAge") if pages(alarm)]:
        given_up = config.record_age_hours * HOUR_MS
        assert alarm.milliseconds + window(alarm) <= given_up / 5, alarm.name
        assert given_up < config.stream_retention_hours * HOUR_MS


def test_somebody_is_woken_long_before_the_stream_forgets_what_is_not_archived(
    environment: Environment,
) -> None:
    """FAULTS 23, for Firehose."""
    watched = list(alarms(environment, "KinesisMillisBehindLatest"))

    assert watched
    for alarm in watched:
        assert pages(alarm)
        assert alarm.milliseconds + window(alarm) <= environment.config.stream_retention_hours * HOUR_MS / 5


def test_a_ticket_comes_before_its_page(environment: Environment) -> None:
    for metric in ("IteratorAge", "Quarantined"):
        by_urgency = {pages(alarm): alarm.milliseconds for alarm in alarms(environment, metric)}
        assert by_urgency[False] < by_urgency[True]


def test_waiting_as_long_as_the_profile_wants_it_is_not_late(environment: Environment) -> None:
    profile = environment.config.profile
    for alarm in alarms(environment, "IteratorAge"):
        assert alarm.milliseconds > 60 * profile.batch_window_seconds * 1_000, alarm.name
    for alarm in alarms(environment, "DeliveryToS3.DataFreshness"):
        assert alarm.properties["Threshold"] > profile.buffer_seconds


def test_the_stated_load_reaches_the_lines_that_are_shares_of_it(environment: Environment) -> None:
    load = environment.config.load.events_per_second
    for alarm in alarms(environment, "WriteProvisionedThroughputExceeded", "Quarantined"):
        assert 0 < alarm.properties["Threshold"] <= load * alarm.properties["Period"] / 20, alarm.name


def test_one_sale_given_up_is_enough(environment: Environment) -> None:
    """FAULTS 4."""
    for alarm in alarms(environment, "DroppedEventCount", "OnFailureDestinationDeliveredEventCount"):
        assert pages(alarm)
        assert alarm.properties["Threshold"] == alarm.properties["EvaluationPeriods"] == 1
        assert alarm.properties["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_a_start_that_was_not_made_is_told(environment: Environment) -> None:
    """FAULTS 38: of what lies in a queue that should be empty, the first is enough."""
    for alarm in alarms(environment, "ApproximateNumberOfMessagesVisible"):
        if alarm.properties["ComparisonOperator"] == "LessThanThreshold":
            continue
        assert alarm.properties["Threshold"] == alarm.properties["EvaluationPeriods"] == 1
        assert alarm.properties["Statistic"] == "Maximum"


def test_a_chain_that_sleeps_wakes_nobody(prod: Environment) -> None:
    """The longest pause of a real chain, holidays apart: 6 h 43 min on 5 November 2017 (completejourney)."""
    (alarm,) = alarms(prod, "DeliveryToS3.Records")

    assert window(alarm) > 7 * HOUR_MS
    assert window(alarm) < prod.config.stream_retention_hours * HOUR_MS / 5


def test_a_chain_that_sleeps_leaves_its_tables_alone(prod: Environment) -> None:
    """What silence may take, the tables may take, and some time to be filled again."""
    (raw,), (curated,) = alarms(prod, "DeliveryToS3.Records"), alarms(prod, "SalesCurated")

    assert window(raw) < window(curated) < window(raw) + 4 * HOUR_MS


def test_a_night_without_a_close_is_known_before_the_next_one(prod: Environment) -> None:
    (alarm,) = alarms(prod, "DaysClosed")

    assert 24 * HOUR_MS < window(alarm) < 48 * HOUR_MS


@pytest.mark.needs("Lake")
def test_control_totals_that_disagree_wake_somebody_at_once(environment: Environment) -> None:
    (alarm,) = alarms(environment, "DaysBlocked")

    assert pages(alarm)
    assert alarm.properties["Threshold"] == alarm.properties["EvaluationPeriods"] == 1


@pytest.mark.needs("Push")
def test_somebody_is_woken_while_pushed_sales_are_not_taken(environment: Environment) -> None:
    """Who pushes may keep a sale for no longer than its own till does."""
    (failing,), (refusing,) = alarms(environment, "5XXError"), alarms(environment, "4XXError")

    assert pages(failing)
    assert failing.properties["Threshold"] == 1
    assert not pages(refusing)


def pages(alarm: Watched) -> bool:
    """Whether it wakes somebody."""
    (action,) = alarm.properties["AlarmActions"]
    return str(action["Ref"]).startswith(Urgency.PAGE.value)


def window(alarm: Watched) -> float:
    """How long it looks before it speaks, in milliseconds."""
    return float(alarm.properties["Period"] * alarm.properties["EvaluationPeriods"] * 1_000)
