"""What AWS has counted, hour by hour."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

HOUR_SECONDS = 3_600

Metric = tuple[str, str, str]
TAKEN: Metric = ("AWS/Kinesis", "IncomingRecords", "StreamName")
"""https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html"""
DELIVERED: Metric = ("AWS/Firehose", "DeliveryToS3.Records", "DeliveryStreamName")
"""https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html"""


def by_hour(
    cloudwatch: "CloudWatchClient", metric: Metric, resource: str, start: datetime, end: datetime
) -> Mapping[datetime, int]:
    """Sum a count of a resource up, from one whole hour to before another; hours without one are left out."""
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[_query(metric, resource)], StartTime=start, EndTime=end
    )
    return {
        at.astimezone(UTC): int(value)
        for page in pages
        for result in page["MetricDataResults"]
        for at, value in zip(result["Timestamps"], result["Values"], strict=True)
    }


def _query(metric: Metric, resource: str) -> "MetricDataQueryTypeDef":
    namespace, name, dimension = metric
    return {
        "Id": "total",
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": name,
                "Dimensions": [{"Name": dimension, "Value": resource}],
            },
            "Period": HOUR_SECONDS,
            "Stat": "Sum",
        },
    }
