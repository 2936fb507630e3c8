"""Alarms on the warehouse: not set up, not merged, late, failing queries, at the end of its allowance."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Metric, Stats

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.graphs import MetricGraph
from stacks.metrics import FIVE_MINUTES, HOUR, metric_count, metric_messages

if TYPE_CHECKING:
    from stacks.retail.warehouse import WarehouseStack

# Three looks in a row: one refresh may wait for somebody's query.
LATE_LOOKS = 3
# Of an hour: somebody's typing errors are no fault.
FAILED_QUERIES = 20
# Of the day's allowance, while there is still time to raise it.
ALMOST_USED = 0.8


def define_alarms(stack: "WarehouseStack") -> Iterator[AlarmSpec]:
    """Yield the alarms, in the order in which a warehouse comes to be used."""
    yield from _filling(stack)
    yield from _asking(stack)


def _filling(stack: "WarehouseStack") -> Iterator[AlarmSpec]:
    """Set up, merged into, and kept up with the stream."""
    yield AlarmSpec(
        name="WarehouseNotDone",
        fault="The warehouse could not be set up, merged into or looked at, and that was given up.",
        urgency=Urgency.TICKET,
        runbook="warehouse-not-done",
        metric=metric_messages(stack.dead_letters),
    )
    yield AlarmSpec(
        name="WarehouseMergeFailed",
        fault="The daily merge failed: analysts see yesterday as the stream brought it.",
        urgency=Urgency.TICKET,
        runbook="warehouse-not-done",
        metric=metric_count(stack.loader, "MergesFailed", period=HOUR),
    )
    yield AlarmSpec(
        name="WarehouseLate",
        fault=f"The streaming view is over {stack.settings.freshness_seconds} seconds behind the stream.",
        urgency=Urgency.TICKET,
        runbook="warehouse-late",
        metric=metric_count(stack.loader, "ViewLate", period=FIVE_MINUTES),
        periods=LATE_LOOKS,
    )
    yield AlarmSpec(
        name="WarehouseRecordsFailed",
        fault="A refresh of the streaming view could not take records in.",
        urgency=Urgency.TICKET,
        runbook="warehouse-late",
        metric=metric_count(stack.loader, "RecordsFailed", period=FIVE_MINUTES),
    )


def _asking(stack: "WarehouseStack") -> Iterator[AlarmSpec]:
    """Asked, and paid for."""
    yield AlarmSpec(
        name="WarehouseQueriesFailed",
        fault=f"{FAILED_QUERIES} queries of an hour failed.",
        urgency=Urgency.TICKET,
        runbook="warehouse-queries-failed",
        metric=_of_workgroup(stack, "QueriesFailed", HOUR),
        threshold=FAILED_QUERIES,
    )
    yield AlarmSpec(
        name="WarehouseAllowanceUsed",
        fault=f"{ALMOST_USED:.0%} of the warehouse's {stack.usage_limit} RPU-hours a day are used.",
        urgency=Urgency.TICKET,
        runbook="warehouse-allowance-used",
        metric=_of_workgroup(stack, "ComputeSeconds", Duration.days(1)),
        threshold=ALMOST_USED * stack.usage_limit * HOUR.to_seconds(),
    )


def define_graphs(stack: "WarehouseStack") -> Mapping[str, Sequence[MetricGraph]]:
    """Return one column: how late the view is, and what the warehouse uses."""
    late = [
        metric_count(stack.loader, name, period=FIVE_MINUTES).with_(label=name)
        for name in ("ViewLate", "RecordsFailed")
    ]
    used = _of_workgroup(stack, "ComputeSeconds", HOUR).with_(label="RPU-seconds")
    return {
        "and answer in SQL": [
            MetricGraph(title="The streaming view is late", metrics=late, limits=["WarehouseLate"]),
            MetricGraph(title="Compute", metrics=[used]),
        ]
    }


def _of_workgroup(stack: "WarehouseStack", name: str, period: Duration) -> Metric:
    """https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-monitoring.html."""
    return Metric(
        namespace="AWS/Redshift-Serverless",
        metric_name=name,
        dimensions_map={"Workgroup": stack.workgroup.workgroup.ref},
        period=period,
        statistic=Stats.SUM,
    )
