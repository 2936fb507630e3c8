"""Delivery streams, and the objects that they make of a load."""

from dataclasses import dataclass

from review import prices
from review.loads import GZIP_RATIO, KB, SECONDS, Load
from review.rows import Lines, Row
from twin.assembly import Assembly, Resource

DELIVERY = "AWS::KinesisFirehose::DeliveryStream"
DESTINATION = "ExtendedS3DestinationConfiguration"

RECORD_STEP = 5 * KB


@dataclass(frozen=True)
class Objects:
    """A month's objects: how many, and the bytes of each."""

    count: float
    bytes: float


def lines(_assembly: Assembly, delivery: Resource, load: Load) -> Lines:
    """By record in steps of 5 KB, so a sale of 1,000 bytes is paid five times over."""
    yield Row(delivery, prices.DELIVERED, load.gigabytes(rounded_to=RECORD_STEP))


def objects(delivery: Resource, load: Load) -> Objects:
    """An object whenever the buffer is full or its time is over, as if Firehose kept one buffer only."""
    destination = delivery.properties[DESTINATION]
    hints = destination["BufferingHints"]
    full = load.events_per_second * load.bytes_per_event / (hints["SizeInMBs"] * KB**2)
    a_second = min(load.events_per_second, max(full, 1 / hints["IntervalInSeconds"]))
    if not a_second:
        return Objects(0, 0)
    ratio = GZIP_RATIO if destination["CompressionFormat"] == "GZIP" else 1
    return Objects(a_second * SECONDS, load.events_per_second * load.bytes_per_event / a_second / ratio)
