"""Alarms on adapters: events that wait, that were given up, and that broke the contract."""

from collections.abc import Iterator

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Metric, Stats
from aws_cdk.aws_sqs import IQueue

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.constructs.sources.api_source import ApiSource
from stacks.constructs.sources.device_source import DeviceSource
from stacks.constructs.sources.queue_source import QueueSource
from stacks.metrics import FIVE_MINUTES, HOUR, metric_messages, metric_oldest_message

WAITS = Duration.minutes(30)
# A single failed run is made good by the next one.
FAILED_RUNS = 3


def define_queue_alarms(source: QueueSource) -> Iterator[AlarmSpec]:
    """Yield the alarms of an application's queue."""
    yield _late("QueueSource", source.queue)
    yield _given_up("QueueSource", source.queue.dead_letters)
    yield _quarantined("QueueSource", source)


def define_device_alarms(source: DeviceSource) -> Iterator[AlarmSpec]:
    """Yield the alarms on what the rules could not put; what not even the error action took is lost.

    https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html#rule-action-metrics
    """
    yield _late("DeviceSource", source.failed)
    yield _given_up("DeviceSource", source.failed.dead_letters)
    yield _quarantined("DeviceSource", source)
    for rule in source.rules:
        yield AlarmSpec(
            name=f"DeviceSource{rule.node.id}Lost",
            fault="A topic rule could neither do its action nor its error action: a message is lost.",
            urgency=Urgency.PAGE,
            runbook="device-messages-lost",
            metric=Metric(
                namespace="AWS/IoT",
                metric_name="ErrorActionFailure",
                dimensions_map={"RuleName": rule.ref},
                period=FIVE_MINUTES,
                statistic=Stats.SUM,
            ),
        )


def define_api_alarms(source: ApiSource) -> Iterator[AlarmSpec]:
    """Yield the alarms of an API on a schedule."""
    yield AlarmSpec(
        name="ApiSourceFailing",
        fault=f"{FAILED_RUNS} runs of the API's adapter in an hour have failed: nothing new is read.",
        urgency=Urgency.TICKET,
        runbook="api-source-failing",
        metric=source.function.metric_errors(period=HOUR, statistic=Stats.SUM),
        threshold=FAILED_RUNS,
    )
    yield AlarmSpec(
        name="ApiSourceNotStarted",
        fault="The schedule could not start a run of the API's adapter.",
        urgency=Urgency.TICKET,
        runbook="api-source-failing",
        metric=metric_messages(source.dead_letters),
    )
    yield _quarantined("ApiSource", source)


def _late(name: str, queue: IQueue) -> AlarmSpec:
    return AlarmSpec(
        name=f"{name}Late",
        fault=f"For 15 minutes an event has waited for {WAITS.to_minutes():.0f} or more in a source's queue.",
        urgency=Urgency.TICKET,
        runbook="source-late",
        metric=metric_oldest_message(queue),
        threshold=WAITS.to_seconds(),
        periods=3,
    )


def _given_up(name: str, dead_letters: IQueue) -> AlarmSpec:
    return AlarmSpec(
        name=f"{name}GivenUp",
        fault="An event of a source's queue failed as often as it may: it is a dead letter.",
        urgency=Urgency.PAGE,
        runbook="source-given-up",
        metric=metric_messages(dead_letters),
    )


def _quarantined(name: str, source: QueueSource | DeviceSource | ApiSource) -> AlarmSpec:
    return AlarmSpec(
        name=f"{name}Quarantined",
        fault="An event of another source broke the contract: it is in quarantine.",
        urgency=Urgency.TICKET,
        runbook="source-quarantined",
        metric=Metric(
            namespace=source.namespace,
            metric_name="EventsQuarantined",
            dimensions_map={"service": source.name},
            period=HOUR,
            statistic=Stats.SUM,
        ),
    )
