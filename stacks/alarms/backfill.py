"""Alarms on the backfill: a job failed, can't start, was not started, or is behind its plan."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Metric, Stats

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.metrics import metric_messages

if TYPE_CHECKING:
    from stacks.backfill import BackfillStack

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
MOST_NIGHTS = 7
DAY = Duration.days(1)
CHUNKS_LEFT = "BackfillChunksLeft"


def define_alarms(backfill: "BackfillStack") -> Iterator[AlarmSpec]:
    """Yield the alarms; none means a loss, since the next attempt or the next night does what is left."""
    yield AlarmSpec(
        name="BackfillFailed",
        fault="A job of the backfill has failed: it can't read a file, or died too often.",
        urgency=Urgency.TICKET,
        runbook="backfill-failed",
        metric=metric_messages(backfill.notices.failed),
    )
    yield AlarmSpec(
        name="BackfillNotRunning",
        fault="A start of the backfill was given up, or its jobs wait and nothing can run them.",
        urgency=Urgency.TICKET,
        runbook="backfill-not-running",
        metric=metric_messages(backfill.notices.not_running),
    )
    yield AlarmSpec(
        name="BackfillBehind",
        fault=f"After {backfill.nights} nights history is left: there is more than was stated.",
        urgency=Urgency.TICKET,
        runbook="backfill-behind",
        metric=metric_children_count(backfill.namespace, CHUNKS_LEFT, period=DAY),
        periods=backfill.nights,
    )


def metric_children_count(namespace: str, name: str, *, period: Duration) -> Metric:
    """Return what the children of an array counted under `name`, as each does at its end."""
    return Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map={"service": "backfill"},
        period=period,
        statistic=Stats.SUM,
    )
