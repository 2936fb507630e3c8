"""What the dashboard shows of each step on a sale's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk.aws_cloudwatch import Metric, Stats
from aws_cdk.aws_kinesisfirehose import IDeliveryStream

from stacks.constructs.consumer import Consumer
from stacks.constructs.reorder import Reorder
from stacks.lake import LakeStack
from stacks.metrics import Reader, counted, events, of_lake
from stacks.stream import StreamStack

OUTCOMES = ("Applied", "Repeated", "Quarantined", "Conflicting")


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Metrics over time, and the alarms whose thresholds are drawn among them."""

    title: str
    metrics: Sequence[Metric]
    limits: Sequence[str] = ()


def columns(stream: StreamStack, consumers: Sequence[Consumer]) -> Mapping[str, Sequence[Graph]]:
    """From left to right."""
    delivery = stream.archive.delivery
    return {
        "Sales arrive": _arriving(stream),
        "are read": _reading(stream, consumers),
        "are applied once": [*(_outcomes(one) for one in consumers), *_applying(consumers)],
        "and are kept": [*_archiving(delivery), *_keeping(consumers)],
    }


def below(lake: LakeStack, decided: Mapping[str, Reader | Reorder]) -> Mapping[str, Sequence[Graph]]:
    """What is decided on sales, and what the archived ones become, from left to right."""
    decisions = [counted(by, name).with_(label=name) for name, by in decided.items()]
    return {
        "Sales have consequences": [Graph(title="Decisions", metrics=decisions)],
        "files become sales": [_hourly(lake, "Files", "FilesIngested", "FilesRefused")],
        "sales become tables": [_hourly(lake, "Records", "SalesCurated", "RecordsQuarantined")],
        "and days are closed": [_hourly(lake, "Days", "DaysClosed", "DaysBlocked")],
    }


def _arriving(stream: StreamStack) -> list[Graph]:
    of = stream.stream.metric
    refused = _sum(of("WriteProvisionedThroughputExceeded"), "records")
    return [
        Graph(title="Put on the stream", metrics=[_sum(of("IncomingRecords"), "records")]),
        Graph(title="Refused by the stream", metrics=[refused], limits=["StreamFull"]),
    ]


def _reading(stream: StreamStack, consumers: Sequence[Consumer]) -> list[Graph]:
    archive = stream.archive.delivery.metric
    read = [_sum(archive("DataReadFromKinesisStream.Records"), "archive")]
    age = [_highest(archive("KinesisMillisBehindLatest"), "archive")]
    refused = [_sum(stream.stream.metric("ReadProvisionedThroughputExceeded"), "reads")]
    for one in consumers:
        read.append(_sum(events(one, "PolledEventCount"), one.name))
        age.append(_highest(one.function.metric("IteratorAge"), one.name))
    first = consumers[0].node.id
    return [
        Graph(title="Read from the stream", metrics=read),
        Graph(title="Behind the stream (ms)", metrics=age, limits=[f"{first}Late", f"{first}AtRisk"]),
        Graph(title="Reads refused", metrics=refused),
    ]


def _outcomes(consumer: Consumer) -> Graph:
    metrics = [counted(consumer, name).with_(label=name.removeprefix("Sales").lower()) for name in OUTCOMES]
    return Graph(title=f"Sales in {consumer.name}", metrics=metrics)


def _applying(consumers: Sequence[Consumer]) -> list[Graph]:
    crashed = [_sum(one.function.metric_errors(), f"{one.name} crashed") for one in consumers]
    stopped = [_sum(counted(one, "BatchesStopped"), f"{one.name} gave back") for one in consumers]
    return [Graph(title="Batches that failed", metrics=[*crashed, *stopped])]


def _archiving(delivery: IDeliveryStream) -> list[Graph]:
    oldest = _highest(delivery.metric("DeliveryToS3.DataFreshness"), "oldest")
    return [
        Graph(
            title="Put in the raw bucket", metrics=[_sum(delivery.metric("DeliveryToS3.Records"), "records")]
        ),
        Graph(title="Waiting for the raw bucket (s)", metrics=[oldest], limits=["ArchiveStale"]),
    ]


def _keeping(consumers: Sequence[Consumer]) -> list[Graph]:
    written = [_sum(one.table.metric("ConsumedWriteCapacityUnits"), one.name) for one in consumers]
    archived = [
        _sum(events(one, "OnFailureDestinationDeliveredEventCount"), f"{one.name} archived")
        for one in consumers
    ]
    dropped = [_sum(events(one, "DroppedEventCount"), f"{one.name} dropped") for one in consumers]
    return [
        Graph(title="Tables: write units", metrics=written),
        Graph(title="Given up", metrics=[*archived, *dropped]),
    ]


def _hourly(lake: LakeStack, title: str, *names: str) -> Graph:
    return Graph(title=title, metrics=[of_lake(lake, name).with_(label=name) for name in names])


def _sum(metric: Metric, label: str) -> Metric:
    return metric.with_(label=label, statistic=Stats.SUM)


def _highest(metric: Metric, label: str) -> Metric:
    return metric.with_(label=label, statistic=Stats.MAXIMUM)
