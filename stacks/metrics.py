"""What the alarms and the dashboard both look at and no construct of CDK offers."""

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Metric, Stats

from stacks.constructs.consumer import Consumer
from stacks.lake import LakeStack

MINUTE = Duration.minutes(1)
FIVE_MINUTES = Duration.minutes(5)
HOUR = Duration.hours(1)


def sales(consumer: Consumer, name: str, *, period: Duration = FIVE_MINUTES) -> Metric:
    """How many sales the consumer counted under `name`, as its code tells it with each batch."""
    return Metric(
        namespace=consumer.namespace,
        metric_name=name,
        dimensions_map={"service": consumer.name},
        period=period,
        statistic=Stats.SUM,
    )


def of_lake(lake: LakeStack, name: str, *, period: Duration = HOUR) -> Metric:
    """What the lake's jobs counted under `name`, as each run tells at its end."""
    return Metric(
        namespace=lake.namespace,
        metric_name=name,
        dimensions_map={"service": "lake"},
        period=period,
        statistic=Stats.SUM,
    )


def events(consumer: Consumer, name: str, *, statistic: str = Stats.SUM) -> Metric:
    """What the consumer's event source mapping counted, in records.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
    """
    return Metric(
        namespace="AWS/Lambda",
        metric_name=name,
        dimensions_map={"EventSourceMappingUUID": consumer.mapping.event_source_mapping_id},
        period=FIVE_MINUTES,
        statistic=statistic,
    )
