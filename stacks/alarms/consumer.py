"""Alarms on how a consumer reads the stream and applies its events."""

from collections.abc import Iterator, Mapping, Sequence

from aws_cdk.aws_cloudwatch import Metric, Stats, TreatMissingData

from stacks.alarms.alarm_spec import AT_RISK, BELOW, NOTICEABLE, AlarmSpec, Urgency, count_noticeable
from stacks.alarms.stream import BEHIND, READ
from stacks.config import Config
from stacks.constructs.stream.consumer import Consumer
from stacks.graphs import MetricGraph, highest_of, sum_of
from stacks.metrics import FIVE_MINUTES, HOUR, Reader, metric_count, metric_mapping

OUTCOMES = ("Applied", "Repeated", "Quarantined", "Conflicting")


def define_alarms(config: Config, consumer: Consumer) -> Iterator[AlarmSpec]:
    """Yield the alarms of a consumer that reads events."""
    yield from define_reader_alarms(consumer)
    yield from _refused(config, consumer)


def define_reader_alarms(reader: Reader) -> Iterator[AlarmSpec]:
    """Yield the alarms of any reader, in the order in which a record meets the faults."""
    yield from _held_back(reader)
    yield from _behind(reader)
    yield from _failing(reader)
    yield from _given_up(reader)


def _held_back(consumer: Reader) -> Iterator[AlarmSpec]:
    """Who doesn't run measures no age: a mapping that polls counts 0, one that can't counts nothing."""
    yield AlarmSpec(
        name=f"{consumer.node.id}NotReading",
        fault=f"For 15 minutes nobody has read the stream for {consumer.name}.",
        urgency=Urgency.PAGE,
        runbook="consumer-not-reading",
        metric=metric_mapping(consumer, "PolledEventCount", statistic=Stats.SAMPLE_COUNT),
        comparison=BELOW,
        periods=3,
        missing=TreatMissingData.BREACHING,
    )
    yield AlarmSpec(
        name=f"{consumer.node.id}Throttled",
        fault=f"For 30 minutes Lambda has refused to run {consumer.name} as often as it should.",
        urgency=Urgency.PAGE,
        runbook="consumer-throttled",
        metric=consumer.function.metric_throttles(period=FIVE_MINUTES, statistic=Stats.SUM),
        periods=6,
    )


def _behind(consumer: Reader) -> Iterator[AlarmSpec]:
    age = consumer.function.metric("IteratorAge", period=FIVE_MINUTES, statistic=Stats.MAXIMUM)
    late = consumer.late.to_minutes()
    yield AlarmSpec(
        name=f"{consumer.node.id}Late",
        fault=f"For 15 minutes {consumer.name} has been {late:.0f} minutes behind, or more.",
        urgency=Urgency.TICKET,
        runbook="consumer-behind",
        metric=age,
        threshold=consumer.late.to_milliseconds() + consumer.window.to_milliseconds(),
        periods=3,
    )
    yield AlarmSpec(
        name=f"{consumer.node.id}AtRisk",
        fault=f"{consumer.name} is behind by {AT_RISK:.0%} of the age at which it gives a record up.",
        urgency=Urgency.PAGE,
        runbook="consumer-behind",
        metric=age,
        threshold=AT_RISK * consumer.record_age.to_milliseconds(),
        periods=3,
    )


def _failing(consumer: Reader) -> Iterator[AlarmSpec]:
    yield AlarmSpec(
        name=f"{consumer.node.id}Crashing",
        fault=f"For 15 minutes {consumer.name} has crashed or run into its timeout.",
        urgency=Urgency.TICKET,
        runbook="consumer-crashing",
        metric=consumer.function.metric_errors(period=FIVE_MINUTES, statistic=Stats.SUM),
        periods=3,
    )
    yield AlarmSpec(
        name=f"{consumer.node.id}Stopping",
        fault=f"For 15 minutes {consumer.name} has given batches back: a call failed, or time ran out.",
        urgency=Urgency.TICKET,
        runbook="batches-stopping",
        metric=metric_count(consumer, "BatchesStopped"),
        periods=3,
    )


def _refused(config: Config, consumer: Consumer) -> Iterator[AlarmSpec]:
    yield AlarmSpec(
        name=f"{consumer.node.id}Quarantined",
        fault=f"{consumer.name} has refused an event that no retry can mend.",
        urgency=Urgency.TICKET,
        runbook="events-quarantined",
        metric=metric_count(consumer, "Quarantined", period=HOUR),
    )
    yield AlarmSpec(
        name=f"{consumer.node.id}RefusesMany",
        fault=f"For 15 minutes {consumer.name} has refused events at {NOTICEABLE:.0%} of the busiest load.",
        urgency=Urgency.PAGE,
        runbook="events-quarantined",
        metric=metric_count(consumer, "Quarantined"),
        threshold=count_noticeable(config, seconds=FIVE_MINUTES.to_seconds()),
        periods=3,
    )


def _given_up(consumer: Reader) -> Iterator[AlarmSpec]:
    """A batch that could not be archived counts as dropped and not as delivered."""
    yield AlarmSpec(
        name=f"{consumer.node.id}GaveUp",
        fault=f"Retries ran out: records lie in the failure archive, not applied by {consumer.name}.",
        urgency=Urgency.PAGE,
        runbook="events-in-failure-archive",
        metric=metric_mapping(consumer, "OnFailureDestinationDeliveredEventCount"),
    )
    yield AlarmSpec(
        name=f"{consumer.node.id}Dropped",
        fault=f"Retries ran out and the failure archive took nothing: {consumer.name} has missed records.",
        urgency=Urgency.PAGE,
        runbook="events-dropped",
        metric=metric_mapping(consumer, "DroppedEventCount"),
    )


def define_graphs(consumers: Sequence[Consumer]) -> Mapping[str, Sequence[MetricGraph]]:
    """Return the columns that consumers add to the stream's row: what they read, apply, write or give up."""
    return {
        "are read": _read(consumers),
        "are applied once": [
            *(_outcomes(one) for one in consumers),
            MetricGraph(
                title="Batches that failed", metrics=[each for one in consumers for each in _failed(one)]
            ),
        ],
        "and are kept": _kept(consumers),
    }


def _read(consumers: Sequence[Consumer]) -> list[MetricGraph]:
    read = [sum_of(metric_mapping(one, "PolledEventCount"), one.name) for one in consumers]
    age = [highest_of(one.function.metric("IteratorAge"), one.name) for one in consumers]
    first = consumers[0].node.id
    return [
        MetricGraph(title=READ, metrics=read),
        MetricGraph(title=BEHIND, metrics=age, limits=[f"{first}Late", f"{first}AtRisk"]),
    ]


def _outcomes(consumer: Consumer) -> MetricGraph:
    metrics = [
        metric_count(consumer, name).with_(label=name.removeprefix("Events").lower()) for name in OUTCOMES
    ]
    return MetricGraph(title=f"Events in {consumer.name}", metrics=metrics)


def _failed(consumer: Consumer) -> list[Metric]:
    crashed, stopped = consumer.function.metric_errors(), metric_count(consumer, "BatchesStopped")
    return [sum_of(crashed, f"{consumer.name} crashed"), sum_of(stopped, f"{consumer.name} gave back")]


def _kept(consumers: Sequence[Consumer]) -> list[MetricGraph]:
    written = [sum_of(one.table.metric("ConsumedWriteCapacityUnits"), one.name) for one in consumers]
    counts = {"OnFailureDestinationDeliveredEventCount": "archived", "DroppedEventCount": "dropped"}
    lost = [
        sum_of(metric_mapping(one, name), f"{one.name} {what}")
        for name, what in counts.items()
        for one in consumers
    ]
    return [
        MetricGraph(title="Tables: write units", metrics=written),
        MetricGraph(title="Given up", metrics=lost),
    ]
