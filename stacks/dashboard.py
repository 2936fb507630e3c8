"""One page, read from left to right as events flow, and below it what becomes of them."""

from collections.abc import Mapping, Sequence
from typing import cast

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import (
    Alarm,
    AlarmStatusWidget,
    Column,
    Dashboard,
    GraphWidget,
    IWidget,
    TextWidget,
    TextWidgetBackground,
)
from constructs import Construct

from stacks.capability_stack import CapabilityStack
from stacks.graphs import MetricGraph, merge_rows
from stacks.metrics import FIVE_MINUTES

WIDTH = 24


class FlowDashboard(Dashboard):
    """The state of every alarm, and below it where events are: they arrive, are read, applied, kept."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stacks: Sequence[CapabilityStack],
        alarms: Mapping[str, Alarm],
    ) -> None:
        super().__init__(scope, construct_id, default_interval=Duration.hours(3))
        self.add_widgets(
            AlarmStatusWidget(alarms=list(alarms.values()), title="Alarms", width=WIDTH, height=4)
        )
        for row in merge_rows(each.graphs() for each in stacks):
            width = WIDTH // len(row)
            self.add_widgets(*(_column(title, graphs, alarms, width) for title, graphs in row.items()))


def _column(title: str, graphs: Sequence[MetricGraph], alarms: Mapping[str, Alarm], width: int) -> IWidget:
    clear = TextWidgetBackground.TRANSPARENT
    heading = TextWidget(markdown=f"## {title}", background=clear, width=width, height=1)
    # CDK's types deny that a column is a widget, its code says it is.
    return cast(IWidget, Column(heading, *(_widget(graph, alarms, width) for graph in graphs)))


def _widget(graph: MetricGraph, alarms: Mapping[str, Alarm], width: int) -> GraphWidget:
    """Steps of five minutes, as in the alarms whose thresholds it shows."""
    return GraphWidget(
        title=graph.title,
        left=list(graph.metrics),
        left_annotations=[alarms[name].to_annotation() for name in graph.limits],
        period=FIVE_MINUTES,
        width=width,
        height=6,
    )
