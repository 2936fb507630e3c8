"""The counts that AWS itself publishes of what the plane moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient


@dataclass(frozen=True, slots=True)
class Metric:
    """A count in a namespace of AWS's, of one resource."""

    namespace: str
    name: str
    dimension: str
    resource: str

    def publish(self, cloudwatch: CloudWatchClient, value: int, at: float) -> None:
        """Add to the sum of the minute of `at`."""
        self._put(cloudwatch, value, datetime.fromtimestamp(at // 60 * 60, UTC))

    def _put(self, cloudwatch: CloudWatchClient, value: int, minute: datetime) -> None:
        cloudwatch.put_metric_data(
            Namespace=self.namespace,
            MetricData=[
                {
                    "MetricName": self.name,
                    "Dimensions": [{"Name": self.dimension, "Value": self.resource}],
                    "Timestamp": minute,
                    "Unit": "Count",
                    "Value": value,
                }
            ],
        )


def taken(stream: str) -> Metric:
    """Return the records "successfully put to the Kinesis stream", each minute.

    https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
    """
    return Metric("AWS/Kinesis", "IncomingRecords", "StreamName", stream)


def delivered(delivery_stream: str) -> Metric:
    """ "The number of records delivered to Amazon S3", each minute.

    https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
    """
    return Metric("AWS/Firehose", "DeliveryToS3.Records", "DeliveryStreamName", delivery_stream)
