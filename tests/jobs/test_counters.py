"""Counts that AWS made, summed over hours and the minutes of the last."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from jobs.counters import Counter, delivered_records, incoming_records

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

START = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def cloudwatch() -> Iterator["CloudWatchClient"]:
    with mock_aws():
        yield boto3.client("cloudwatch", region_name="us-east-1")


def publish(cloudwatch: "CloudWatchClient", counter: Counter, at: datetime, value: int) -> None:
    cloudwatch.put_metric_data(
        Namespace=counter.namespace,
        MetricData=[
            {
                "MetricName": counter.metric,
                "Dimensions": [{"Name": counter.dimension, "Value": counter.resource}],
                "Timestamp": at,
                "Value": value,
            }
        ],
    )


def test_sums_whole_hours_and_the_minutes_of_the_last(cloudwatch: "CloudWatchClient") -> None:
    counter = incoming_records("sales")
    for minutes, value in ((0, 1), (59, 10), (60, 100), (134, 1_000), (136, 10_000)):
        publish(cloudwatch, counter, START + timedelta(minutes=minutes), value)

    assert counter.total(cloudwatch, START, START + timedelta(minutes=135)) == 1_111


def test_counts_one_resource_and_not_its_neighbours(cloudwatch: "CloudWatchClient") -> None:
    publish(cloudwatch, incoming_records("other"), START, 5)
    publish(cloudwatch, delivered_records("sales"), START, 7)

    assert incoming_records("sales").total(cloudwatch, START, START + timedelta(hours=1)) == 0
    assert delivered_records("sales").total(cloudwatch, START, START + timedelta(hours=1)) == 7
