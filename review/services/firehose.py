"""Delivery streams, and the objects that they make of a load."""

from dataclasses import dataclass

import prices
from review.bill_lines import BillLine, Lines
from review.loads import GZIP_RATIO, KB, SECONDS, MonthlyLoad
from twin.assembly import Assembly, Resource

DELIVERY = "AWS::KinesisFirehose::DeliveryStream"
DESTINATION = "ExtendedS3DestinationConfiguration"

RECORD_STEP = 5 * KB


@dataclass(frozen=True)
class DeliveredObjects:
    """A month's objects: how many, and the bytes of each."""

    count: float
    bytes: float


def lines(_assembly: Assembly, delivery: Resource, load: MonthlyLoad) -> Lines:
    """Yield what is delivered, by record in steps of 5 KB: 1,000 bytes are paid five times over."""
    yield BillLine(delivery, prices.DELIVERED, load.gigabytes(rounded_to=RECORD_STEP))


def objects(delivery: Resource, load: MonthlyLoad) -> DeliveredObjects:
    """Return an object whenever the buffer is full or its time over, as if Firehose kept one buffer only."""
    destination = delivery.properties[DESTINATION]
    hints = destination["BufferingHints"]
    full = load.events_per_second * load.bytes_per_event / (hints["SizeInMBs"] * KB**2)
    a_second = min(load.events_per_second, max(full, 1 / hints["IntervalInSeconds"]))
    if not a_second:
        return DeliveredObjects(0, 0)
    ratio = GZIP_RATIO if destination["CompressionFormat"] == "GZIP" else 1
    return DeliveredObjects(
        a_second * SECONDS, load.events_per_second * load.bytes_per_event / a_second / ratio
    )
