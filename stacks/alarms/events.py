"""Alarms on the delivery of events to the targets of rules."""

from aws_cdk.aws_sqs import IQueue

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.metrics import metric_messages


def define_undelivered_alarm(rule: str, dead_letters: IQueue) -> AlarmSpec:
    """Return the alarm on events that a rule of the bus could not deliver."""
    return AlarmSpec(
        name=f"{rule}Undelivered",
        fault=f"The bus could not deliver an event to the queue of {rule}, and has given it up.",
        urgency=Urgency.PAGE,
        runbook="events-undelivered",
        metric=metric_messages(dead_letters),
    )
