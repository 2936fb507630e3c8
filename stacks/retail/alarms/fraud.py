"""Alarms on what becomes of suspicions: delivered, looked at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Stats

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.alarms.events import define_undelivered_alarm
from stacks.metrics import FIVE_MINUTES, metric_messages, metric_oldest_message

if TYPE_CHECKING:
    from stacks.retail.fraud import FraudStack

CASE_WAITS = Duration.hours(24)


def define_alarms(fraud: "FraudStack") -> Iterator[AlarmSpec]:
    """Yield the alarms, in the order in which a suspicion meets the faults."""
    yield define_undelivered_alarm("Suspicions", fraud.undelivered)
    yield AlarmSpec(
        name="HashKeysNotRenewed",
        fault="A step failed by which the keys of fraud's accounts are renewed.",
        urgency=Urgency.TICKET,
        runbook="hash-keys-failing",
        metric=fraud.hash_keys.rotation.metric_errors(period=FIVE_MINUTES, statistic=Stats.SUM),
    )
    yield AlarmSpec(
        name="CasesWaiting",
        fault=f"A suspicion of fraud has waited for {CASE_WAITS.to_hours():.0f} hours.",
        urgency=Urgency.TICKET,
        runbook="cases-waiting",
        metric=metric_oldest_message(fraud.cases),
        threshold=CASE_WAITS.to_seconds(),
    )
    yield AlarmSpec(
        name="CasesGivenUp",
        fault="A suspicion of fraud was taken as often as it may be, and never taken off the queue.",
        urgency=Urgency.TICKET,
        runbook="cases-waiting",
        metric=metric_messages(fraud.cases.dead_letters),
    )
