"""What jobs count, where alarms look."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cloudwatch.type_defs import DimensionTypeDef

SERVICE = "lake"


def count(
    cloudwatch: "CloudWatchClient", namespace: str, figures: Mapping[str, int], service: str = SERVICE
) -> None:
    """Publish counts under the names that stacks/metrics.py knows; a zero says that the job ran."""
    dimensions: list[DimensionTypeDef] = [{"Name": "service", "Value": service}]
    cloudwatch.put_metric_data(
        Namespace=namespace,
        MetricData=[
            {"MetricName": name, "Dimensions": dimensions, "Unit": "Count", "Value": value}
            for name, value in figures.items()
        ],
    )
