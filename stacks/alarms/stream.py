"""Alarms on how events arrive and reach the raw bucket."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import Stats, TreatMissingData
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kinesisfirehose import IDeliveryStream

from stacks.alarms.alarm_spec import AT_RISK, BELOW, AlarmSpec, Urgency, count_noticeable
from stacks.config import Config
from stacks.constructs.stream.line_encoder import LineEncoder
from stacks.graphs import MetricGraph, highest_of, sum_of
from stacks.metrics import FIVE_MINUTES, HOUR

if TYPE_CHECKING:
    from stacks.stream import StreamStack

# Graphs that every reader adds to.
READ, BEHIND = "Read from the stream", "Behind the stream (ms)"


def define_alarms(config: Config, stream: "StreamStack") -> Iterator[AlarmSpec]:
    """Yield the alarms, in the order in which events flow."""
    delivery = stream.archive.delivery
    yield _full(config, stream.stream)
    yield _stale(config, delivery)
    yield _behind(config, delivery)
    yield _failing(stream.encoder)
    if config.silence_hours is not None:
        yield _silence(config.silence_hours, delivery)


def _full(config: Config, stream: IStream) -> AlarmSpec:
    return AlarmSpec(
        name="StreamFull",
        fault="For 15 minutes the stream has refused records. Senders keep them and send them again.",
        urgency=Urgency.TICKET,
        runbook="stream-full",
        metric=stream.metric("WriteProvisionedThroughputExceeded", period=FIVE_MINUTES, statistic=Stats.SUM),
        threshold=count_noticeable(config, seconds=FIVE_MINUTES.to_seconds()),
        periods=3,
    )


def _stale(config: Config, delivery: IDeliveryStream) -> AlarmSpec:
    return AlarmSpec(
        name="ArchiveStale",
        fault="Events that Firehose has read do not reach the raw bucket.",
        urgency=Urgency.PAGE,
        runbook="archive-late",
        metric=delivery.metric("DeliveryToS3.DataFreshness", period=FIVE_MINUTES, statistic=Stats.MAXIMUM),
        threshold=config.profile.delivery_seconds,
        periods=3,
    )


def _behind(config: Config, delivery: IDeliveryStream) -> AlarmSpec:
    return AlarmSpec(
        name="ArchiveBehind",
        fault=f"Firehose is behind the stream by {AT_RISK:.0%} of what the stream keeps.",
        urgency=Urgency.PAGE,
        runbook="archive-late",
        metric=delivery.metric("KinesisMillisBehindLatest", period=FIVE_MINUTES, statistic=Stats.MAXIMUM),
        threshold=AT_RISK * Duration.hours(config.stream_retention_hours).to_milliseconds(),
        periods=3,
    )


def _failing(encoder: LineEncoder) -> AlarmSpec:
    return AlarmSpec(
        name="ArchiveFailing",
        fault="Firehose couldn't have records made lines of the raw archive: they lie under errors/.",
        urgency=Urgency.PAGE,
        runbook="archive-late",
        metric=encoder.function.metric_errors(period=FIVE_MINUTES, statistic=Stats.SUM),
        periods=3,
    )


def _silence(hours: int, delivery: IDeliveryStream) -> AlarmSpec:
    """Measured where events end up, so that it also tells of a Firehose that measures nothing."""
    return AlarmSpec(
        name="Silence",
        fault=f"For {hours} hours no event has reached the raw bucket.",
        urgency=Urgency.PAGE,
        runbook="silence",
        metric=delivery.metric("DeliveryToS3.Records", period=HOUR, statistic=Stats.SUM),
        comparison=BELOW,
        periods=hours,
        missing=TreatMissingData.BREACHING,
    )


def define_graphs(stream: "StreamStack") -> Mapping[str, Sequence[MetricGraph]]:
    """Return the columns from left to right; each reader adds what it reads, applies and keeps."""
    return {
        "Events arrive": _arriving(stream.stream),
        "are read": _reading(stream.stream, stream.archive.delivery),
        "are applied once": [],
        "and are kept": _archiving(stream.archive.delivery),
    }


def _arriving(stream: IStream) -> list[MetricGraph]:
    refused = sum_of(stream.metric("WriteProvisionedThroughputExceeded"), "records")
    return [
        MetricGraph(title="Put on the stream", metrics=[sum_of(stream.metric("IncomingRecords"), "records")]),
        MetricGraph(title="Refused by the stream", metrics=[refused], limits=["StreamFull"]),
    ]


def _reading(stream: IStream, delivery: IDeliveryStream) -> list[MetricGraph]:
    read = sum_of(delivery.metric("DataReadFromKinesisStream.Records"), "archive")
    age = highest_of(delivery.metric("KinesisMillisBehindLatest"), "archive")
    refused = sum_of(stream.metric("ReadProvisionedThroughputExceeded"), "reads")
    return [
        MetricGraph(title=READ, metrics=[read]),
        MetricGraph(title=BEHIND, metrics=[age]),
        MetricGraph(title="Reads refused", metrics=[refused]),
    ]


def _archiving(delivery: IDeliveryStream) -> list[MetricGraph]:
    put = sum_of(delivery.metric("DeliveryToS3.Records"), "records")
    oldest = highest_of(delivery.metric("DeliveryToS3.DataFreshness"), "oldest")
    return [
        MetricGraph(title="Put in the raw bucket", metrics=[put]),
        MetricGraph(title="Waiting for the raw bucket (s)", metrics=[oldest], limits=["ArchiveStale"]),
    ]
