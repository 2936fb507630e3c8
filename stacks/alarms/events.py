"""Alarms on the way of an event to whoever acts on it."""

from aws_cdk.aws_sqs import IQueue

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.metrics import waiting


def undelivered_alarm(rule: str, dead_letters: IQueue) -> AlarmSpec:
    """What a rule of the bus has given up."""
    return AlarmSpec(
        name=f"{rule}Undelivered",
        fault=f"The bus could not deliver an event to the queue of {rule}, and has given it up.",
        urgency=Urgency.PAGE,
        runbook="events-undelivered",
        metric=waiting(dead_letters),
    )
