"""Alarms on a database that is replicated, in the order in which a change meets what can go wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Metric, Stats, TreatMissingData

from stacks.alarms.alarm_spec import AT_RISK, BELOW, AlarmSpec, Urgency
from stacks.alarms.consumer import define_reader_alarms
from stacks.graphs import MetricGraph
from stacks.metrics import FIVE_MINUTES, HOUR, metric_count, metric_messages

if TYPE_CHECKING:
    from stacks.retail.database import DatabaseStack

LATE = Duration.minutes(10)
# The runbook of a consumer's alarm, where the changes have one of their own.
FATES = ("ChangesFolded", "EventsPut", "ChangesRefused")
OWN_RUNBOOKS = {"GaveUp": "changes-missed", "Dropped": "changes-missed"}


def define_alarms(stack: "DatabaseStack") -> Iterator[AlarmSpec]:
    """Yield the alarms, from the source to the tables."""
    yield from _replication(stack)
    yield from _stream(stack)
    yield from _folding(stack)
    yield from _comparing(stack)


def _replication(stack: "DatabaseStack") -> Iterator[AlarmSpec]:
    yield AlarmSpec(
        name="ReplicationFailed",
        fault="The replication has failed: no change comes, and the source keeps its log for it.",
        urgency=Urgency.PAGE,
        runbook="replication-stopped",
        metric=metric_messages(stack.failed),
    )
    yield AlarmSpec(
        name="ReplicationSilent",
        fault="For 15 minutes the replication has measured nothing: it stands still, or is gone.",
        urgency=Urgency.PAGE,
        runbook="replication-stopped",
        metric=metric_replication(stack, "CDCLatencySource", statistic=Stats.SAMPLE_COUNT),
        comparison=BELOW,
        periods=3,
        missing=TreatMissingData.BREACHING,
    )
    for end, name in (("source", "CDCLatencySource"), ("target", "CDCLatencyTarget")):
        yield AlarmSpec(
            name=f"ReplicationLateAt{end.capitalize()}",
            fault=f"For 15 minutes changes have been {LATE.to_minutes():.0f} minutes late at the {end}.",
            urgency=Urgency.TICKET,
            runbook="replication-behind",
            metric=metric_replication(stack, name),
            threshold=LATE.to_seconds(),
            periods=3,
        )
    if stack.rotation is not None:
        yield AlarmSpec(
            name="RotationFailing",
            fault="The password of the replication's user could not be changed; the current one stays.",
            urgency=Urgency.TICKET,
            runbook="rotation-failing",
            metric=stack.rotation.metric_errors(period=FIVE_MINUTES, statistic=Stats.SUM),
        )


def _stream(stack: "DatabaseStack") -> Iterator[AlarmSpec]:
    delivery = stack.archive.delivery
    yield AlarmSpec(
        name="ChangesStreamFull",
        fault="For 15 minutes the stream of changes has refused records. DMS sends them again.",
        urgency=Urgency.TICKET,
        runbook="stream-full",
        metric=stack.stream.metric(
            "WriteProvisionedThroughputExceeded", period=FIVE_MINUTES, statistic=Stats.SUM
        ),
        periods=3,
    )
    yield AlarmSpec(
        name="ChangesArchiveStale",
        fault="Changes that Firehose has read do not reach the raw bucket.",
        urgency=Urgency.PAGE,
        runbook="archive-late",
        metric=delivery.metric("DeliveryToS3.DataFreshness", period=FIVE_MINUTES, statistic=Stats.MAXIMUM),
        threshold=stack.config.profile.delivery_seconds,
        periods=3,
    )
    yield AlarmSpec(
        name="ChangesArchiveBehind",
        fault=f"Firehose is behind the stream of changes by {AT_RISK:.0%} of what the stream keeps.",
        urgency=Urgency.PAGE,
        runbook="archive-late",
        metric=delivery.metric("KinesisMillisBehindLatest", period=FIVE_MINUTES, statistic=Stats.MAXIMUM),
        threshold=AT_RISK * stack.retention.to_milliseconds(),
        periods=3,
    )


def _folding(stack: "DatabaseStack") -> Iterator[AlarmSpec]:
    for spec in define_reader_alarms(stack.changes):
        fault = spec.name.removeprefix(stack.changes.node.id)
        yield replace(spec, runbook=OWN_RUNBOOKS.get(fault, spec.runbook))
    yield AlarmSpec(
        name=f"{stack.changes.node.id}Refused",
        fault=f"{stack.changes.name} has refused a change that no retry can mend: it lies in quarantine.",
        urgency=Urgency.TICKET,
        runbook="changes-refused",
        metric=metric_count(stack.changes, "ChangesRefused", period=HOUR),
    )
    yield AlarmSpec(
        name="FoldFailed",
        fault="A run of the job that folds the changes into the lake's tables failed, or was stopped.",
        urgency=Urgency.TICKET,
        runbook="fold-failed",
        metric=metric_messages(stack.folded.failed),
    )


def _comparing(stack: "DatabaseStack") -> Iterator[AlarmSpec]:
    yield AlarmSpec(
        name="RowsDiffering",
        fault="Folded tables and the database say different things of a row.",
        urgency=Urgency.PAGE,
        runbook="rows-differing",
        metric=metric_count(stack.comparison, "RowsDiffering", period=HOUR),
    )
    yield AlarmSpec(
        name="DatabaseUndelivered",
        fault="A start, an event or a call of the database's functions could not be made, and was given up.",
        urgency=Urgency.TICKET,
        runbook="database-undelivered",
        metric=metric_messages(stack.dead_letters),
    )


def define_graphs(stack: "DatabaseStack") -> Mapping[str, Sequence[MetricGraph]]:
    """Return the columns from left to right: changes leave the source, are folded, agree with it."""
    late = [metric_replication(stack, name) for name in ("CDCLatencySource", "CDCLatencyTarget")]
    changes = stack.changes
    age = changes.function.metric("IteratorAge", statistic=Stats.MAXIMUM).with_(label=changes.name)
    differing = metric_count(stack.comparison, "RowsDiffering", period=HOUR).with_(label="differing")
    limits = ["ReplicationLateAtSource"]
    return {
        "Changes leave the source": [MetricGraph(title="Late (s)", metrics=late, limits=limits)],
        "are folded": [
            MetricGraph(
                title="Changes", metrics=[metric_count(changes, name).with_(label=name) for name in FATES]
            ),
            MetricGraph(title="Behind the stream (ms)", metrics=[age]),
        ],
        "and agree with it": [MetricGraph(title="Rows that differ", metrics=[differing])],
    }


def metric_replication(stack: "DatabaseStack", name: str, *, statistic: str = Stats.MAXIMUM) -> Metric:
    """Return a metric that DMS publishes of the replication, by account and resource.

    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Components.html
    """
    return Metric(
        namespace="AWS/DMS",
        metric_name=name,
        dimensions_map={"ReplicationConfigId": stack.metrics_id},
        period=FIVE_MINUTES,
        statistic=statistic,
    )
