"""Metrics of both the alarms and the dashboard that no construct of CDK offers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Metric, Stats
from aws_cdk.aws_lambda import EventSourceMapping, Function
from aws_cdk.aws_sqs import IQueue
from constructs import Node

from stacks.graphs import MetricGraph

MINUTE = Duration.minutes(1)
FIVE_MINUTES = Duration.minutes(5)
HOUR = Duration.hours(1)


class Counting(Protocol):
    """A service whose code publishes counts under its name, in the namespace of its environment."""

    @property
    def name(self) -> str:
        """Return the service's name in metrics."""

    @property
    def namespace(self) -> str:
        """Return the metrics' namespace."""


class Reader(Counting, Protocol):
    """Who works through a stream of any kind; `window` and `record_age` are as its mapping has them.

    `late` is how far behind it may be before somebody is told.
    """

    late: Duration
    window: Duration
    record_age: Duration

    @property
    def node(self) -> Node:
        """Return its place among the constructs, after which its alarms are named."""

    @property
    def function(self) -> Function:
        """Return what works."""

    @property
    def mapping(self) -> EventSourceMapping:
        """Return what feeds it."""


def metric_count(by: Counting, name: str, *, period: Duration = FIVE_MINUTES) -> Metric:
    """Return the sum of a count that the code publishes with each batch."""
    return Metric(
        namespace=by.namespace,
        metric_name=name,
        dimensions_map={"service": by.name},
        period=period,
        statistic=Stats.SUM,
    )


def graph_decisions(deciders: Mapping[str, Counting]) -> Mapping[str, Sequence[MetricGraph]]:
    """Return the column of what is decided on events: how much each decider counted, by the count's name."""
    decided = [metric_count(by, name).with_(label=name) for name, by in deciders.items()]
    return {"Events have consequences": [MetricGraph(title="Decisions", metrics=decided)]}


def metric_mapping(consumer: Reader, name: str, *, statistic: str = Stats.SUM) -> Metric:
    """Return a count, in records, of the consumer's event source mapping.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
    """
    return Metric(
        namespace="AWS/Lambda",
        metric_name=name,
        dimensions_map={"EventSourceMappingUUID": consumer.mapping.event_source_mapping_id},
        period=FIVE_MINUTES,
        statistic=statistic,
    )


def metric_messages(queue: IQueue) -> Metric:
    """Return how many messages wait, at most."""
    return queue.metric_approximate_number_of_messages_visible(period=FIVE_MINUTES, statistic=Stats.MAXIMUM)


def metric_oldest_message(queue: IQueue) -> Metric:
    """Return the age of the oldest message, in seconds."""
    return queue.metric_approximate_age_of_oldest_message(period=FIVE_MINUTES, statistic=Stats.MAXIMUM)
