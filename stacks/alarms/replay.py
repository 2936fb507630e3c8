"""Alarms on what brings sales back."""

from collections.abc import Iterator

from aws_cdk.aws_cloudwatch import Stats
from aws_cdk.aws_stepfunctions import StateMachine

from stacks.alarms.row import Row, Urgency
from stacks.metrics import FIVE_MINUTES


def machine_rows(machine: StateMachine) -> Iterator[Row]:
    """An execution that doesn't end by itself leaves its replay as it is: under way, and locked."""
    yield Row(
        name="ReplayFailed",
        fault="A replay has failed, or could not send everything: it is incomplete.",
        urgency=Urgency.TICKET,
        runbook="replay-failed",
        metric=machine.metric_failed(period=FIVE_MINUTES, statistic=Stats.SUM),
    )
    yield Row(
        name="ReplayTimedOut",
        fault="A replay ran as long as an execution may: it stands still, and keeps others from starting.",
        urgency=Urgency.TICKET,
        runbook="replay-failed",
        metric=machine.metric_timed_out(period=FIVE_MINUTES, statistic=Stats.SUM),
    )
    yield Row(
        name="ReplayAborted",
        fault="Somebody has ended a replay's execution: it stands still, and keeps others from starting.",
        urgency=Urgency.TICKET,
        runbook="replay-failed",
        metric=machine.metric_aborted(period=FIVE_MINUTES, statistic=Stats.SUM),
    )
