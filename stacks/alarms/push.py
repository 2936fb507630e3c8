"""Alarms on the endpoint to which senders push."""

from collections.abc import Iterator

from aws_cdk.aws_cloudwatch import Stats

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.constructs.push.endpoint import PushEndpoint
from stacks.metrics import FIVE_MINUTES, HOUR

# One a minute: scanners that find the address are refused too, but not as often.
MANY_AN_HOUR = 60


def define_alarms(push: PushEndpoint) -> Iterator[AlarmSpec]:
    """Yield the alarms on events that it should take and doesn't, and on requests that it refuses."""
    yield AlarmSpec(
        name="PushFailing",
        fault="For 15 minutes the push endpoint has not taken events. Senders must send them again.",
        urgency=Urgency.PAGE,
        runbook="push-failing",
        metric=push.api.metric_server_error(period=FIVE_MINUTES, statistic=Stats.SUM),
        periods=3,
    )
    yield AlarmSpec(
        name="PushRefusing",
        fault=f"In an hour the push endpoint has refused {MANY_AN_HOUR} requests or more.",
        urgency=Urgency.TICKET,
        runbook="push-refusing",
        metric=push.api.metric_client_error(period=HOUR, statistic=Stats.SUM),
        threshold=MANY_AN_HOUR,
    )
