"""What AWS counted of the records on their way: taken in by the stream, delivered by Firehose."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cloudwatch.type_defs import MetricTypeDef

HOUR_SECONDS = 3_600
MINUTE_SECONDS = 60


@dataclass(frozen=True)
class Counter:
    """A metric that is a count, and the resource whose it is."""

    namespace: str
    metric: str
    dimension: str
    resource: str

    def total(self, cloudwatch: "CloudWatchClient", start: datetime, end: datetime) -> int:
        """Return the sum from `start` to `end`; CloudWatch keeps minutes for 15 days and hours for 455:
        https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric.
        """
        hour = end.replace(minute=0, second=0, microsecond=0)
        return self._sum(cloudwatch, start, hour, HOUR_SECONDS) + self._sum(
            cloudwatch, hour, end, MINUTE_SECONDS
        )

    def _sum(self, cloudwatch: "CloudWatchClient", start: datetime, end: datetime, period: int) -> int:
        if start >= end:
            return 0
        metric: MetricTypeDef = {
            "Namespace": self.namespace,
            "MetricName": self.metric,
            "Dimensions": [{"Name": self.dimension, "Value": self.resource}],
        }
        pages = cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[
                {"Id": "total", "MetricStat": {"Metric": metric, "Period": period, "Stat": "Sum"}}
            ],
            StartTime=start,
            EndTime=end,
        )
        return int(sum(sum(result["Values"]) for page in pages for result in page["MetricDataResults"]))


def incoming_records(stream: str) -> Counter:
    """Return records that the stream accepted (https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html)."""
    return Counter("AWS/Kinesis", "IncomingRecords", "StreamName", stream)


def delivered_records(delivery_stream: str) -> Counter:
    """Return records that Firehose wrote to S3 (https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html)."""
    return Counter("AWS/Firehose", "DeliveryToS3.Records", "DeliveryStreamName", delivery_stream)
