"""Delivery streams, and the objects that they make of a load."""

from dataclasses import dataclass
from typing import Any

import prices
from review.bill_lines import BillLine, Lines
from review.loads import GZIP_RATIO, KB, SECONDS, MonthlyLoad, MonthlyRuns
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


def transformed_by(delivery: Resource) -> dict[str, Any]:
    """Return what a delivery stream is told of the function that it calls, by name; nothing if of none."""
    processing = delivery.properties.get(DESTINATION, {}).get("ProcessingConfiguration", {})
    lambdas = [each for each in processing.get("Processors", ()) if each["Type"] == "Lambda"]
    return {each["ParameterName"]: each["ParameterValue"] for one in lambdas for each in one["Parameters"]}


def calls(delivery: Resource, load: MonthlyLoad) -> MonthlyRuns:
    """Return the runs of that function, one whenever its own buffer is full or its time over."""
    told = transformed_by(delivery)
    full = load.events_per_second * load.bytes_per_event / (float(told["BufferSizeInMBs"]) * KB**2)
    a_second = min(load.events_per_second, max(full, 1 / float(told["BufferIntervalInSeconds"])))
    if not a_second:
        return MonthlyRuns(0, 0)
    return MonthlyRuns(a_second * SECONDS, load.events_per_second / a_second)


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
