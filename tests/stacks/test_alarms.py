"""Every alarm can fire: what it watches is there, and is measured."""

import re
from collections import Counter
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from jobs import metrics
from tests.stacks.emitted import emitted
from tests.stacks.published import PUBLISHED
from tests.stacks.scripts import name_of, said
from tests.stacks.synthesized import Environment
from tests.stacks.watched import HOUR_MS, Watched, alarms

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient


DAY = 86_400
WEEK = 604_800
# What only some environments have.
OF_CAPABILITIES = {
    "AWS::Batch::JobDefinition",
    "AWS::DMS::ReplicationConfig",
    "AWS::IoT::TopicRule",
    "AWS::RedshiftServerless::Workgroup",
}


@pytest.mark.needs("Push", "Lake", "Replay")
def test_every_alarm_watches_a_resource_of_the_templates(environment: Environment) -> None:
    watched = {alarm.resource.kind for alarm in alarms(environment)}

    assert watched - OF_CAPABILITIES == {
        "AWS::ApiGateway::RestApi",
        "AWS::Kinesis::Stream",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::Glue::Job",
        "AWS::SQS::Queue",
        "AWS::StepFunctions::StateMachine",
    }


@pytest.mark.needs("Fraud")
def test_every_consumer_is_watched_alike(environment: Environment) -> None:
    watched: dict[str, Counter[tuple[str, float]]] = {}
    for alarm in alarms(environment):
        if alarm.resource.kind.startswith("AWS::Lambda::"):
            of = watched.setdefault(alarm.resource.logical_id, Counter())
            of[alarm.properties["MetricName"], alarm.properties["Threshold"]] += 1

    for kind in ("Function", "Mapping"):
        first, *others = [of for name, of in watched.items() if re.match(f"(Inventory|Loyalty){kind}", name)]
        assert others
        assert all(other == first for other in others)


def test_every_queue_is_watched(environment: Environment) -> None:
    """FAULTS 42: a queue forgets after two weeks, work and dead letters alike."""
    watched = {
        alarm.resource.logical_id for alarm in alarms(environment, "ApproximateNumberOfMessagesVisible")
    }
    watched |= {alarm.resource.logical_id for alarm in alarms(environment, "ApproximateAgeOfOldestMessage")}

    queues = {queue.logical_id for queue in environment.some("AWS::SQS::Queue")}
    assert queues == watched


def test_aws_publishes_every_metric_that_it_is_to_measure(environment: Environment) -> None:
    for alarm in [alarm for alarm in alarms(environment) if alarm.dimension != "service"]:
        published = PUBLISHED[alarm.properties["Namespace"], alarm.dimension]
        assert alarm.properties["Statistic"] in published[alarm.properties["MetricName"]], alarm.name


def test_the_code_counts_every_metric_that_it_is_to_count(environment: Environment) -> None:
    for alarm in counted_by(environment, "AWS::Lambda::Function"):
        counted = emitted(alarm.resource)
        (format_,) = counted["_aws"]["CloudWatchMetrics"]
        (dimension,) = alarm.properties["Dimensions"]

        assert format_["Namespace"] == alarm.properties["Namespace"]
        assert format_["Dimensions"] == [[dimension["Name"]]]
        assert counted[dimension["Name"]] == dimension["Value"]
        assert alarm.properties["MetricName"] in {metric["Name"] for metric in format_["Metrics"]}
        assert alarm.properties["Statistic"] == "Sum"


@pytest.mark.needs("Lake")
@mock_aws
def test_the_jobs_count_every_metric_that_they_are_to_count(environment: Environment) -> None:
    named = {text for job in environment.every("AWS::Glue::Job") for text in said(name_of(job))}
    cloudwatch: CloudWatchClient = boto3.client("cloudwatch")
    for alarm in counted_by(environment, "AWS::Glue::Job"):
        namespace, name = alarm.properties["Namespace"], alarm.properties["MetricName"]
        metrics.count(cloudwatch, namespace, {name: 1})

        (counted,) = cloudwatch.list_metrics(Namespace=namespace, MetricName=name)["Metrics"]

        assert name in named
        assert counted["Dimensions"] == alarm.properties["Dimensions"]
        assert alarm.properties["Statistic"] == "Sum"


def test_what_mappings_count_is_switched_on(environment: Environment) -> None:
    for alarm in [alarm for alarm in alarms(environment) if alarm.dimension == "EventSourceMappingUUID"]:
        assert alarm.resource.properties["MetricsConfig"] == {"Metrics": ["EventCount"]}, alarm.name


def test_ages_are_taken_at_their_worst(environment: Environment) -> None:
    for alarm in alarms(
        environment, "IteratorAge", "KinesisMillisBehindLatest", "DeliveryToS3.DataFreshness"
    ):
        assert alarm.properties["Statistic"] == "Maximum", alarm.name


def test_cloudwatch_takes_every_window(environment: Environment) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html."""
    for alarm in alarms(environment):
        period = alarm.properties["Period"]
        longest = DAY if period < HOUR_MS / 1_000 else WEEK
        assert period % 60 == 0
        assert period * alarm.properties["EvaluationPeriods"] <= longest, alarm.name


def test_only_an_alarm_on_silence_takes_silence_for_a_fault(environment: Environment) -> None:
    for alarm in alarms(environment):
        silence = alarm.properties["ComparisonOperator"] == "LessThanThreshold"
        assert alarm.properties["TreatMissingData"] == ("breaching" if silence else "notBreaching"), (
            alarm.name
        )
        assert not silence or alarm.properties["EvaluationPeriods"] >= 3, alarm.name


def test_a_consumer_that_finds_nothing_to_read_still_reads(environment: Environment) -> None:
    """A mapping that polls counts 0 when it finds nothing; one that can't poll counts nothing at all."""
    for alarm in alarms(environment, "PolledEventCount"):
        assert alarm.properties["Statistic"] == "SampleCount"


def counted_by(environment: Environment, kind: str) -> list[Watched]:
    """The alarms on what code of a kind counts itself, at least one."""
    found = [alarm for alarm in alarms(environment) if alarm.dimension == "service"]
    found = [alarm for alarm in found if alarm.resource.kind == kind]
    assert found
    return found
