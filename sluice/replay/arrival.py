"""How events come into the raw archive: since when, and how long one may take."""

from datetime import datetime, timedelta

from lambdas.core.raw import EVENTS, hour_of
from sluice.replay.place import ReplayTarget

SLACK = timedelta(minutes=1)
"""For what comes after the buffer: S3 must have the object, and list it, and the manifest its line."""


def begins(place: ReplayTarget) -> datetime | None:
    """Return the hour of the oldest key, also of a deleted object; none if nothing ever came."""
    page = place.ask.s3.list_object_versions(Bucket=place.raw, Prefix=EVENTS, MaxKeys=1)
    first = next(iter((*page.get("Versions", ()), *page.get("DeleteMarkers", ()))), None)
    return hour_of(first["Key"]) or first["LastModified"] if first else None


def longest(place: ReplayTarget) -> timedelta:
    """Return how long an event takes at most from the stream to the archive, if nothing is wrong."""
    described = place.ask.firehose.describe_delivery_stream(DeliveryStreamName=place.delivery)
    [destination] = described["DeliveryStreamDescription"]["Destinations"]
    hints = destination["ExtendedS3DestinationDescription"]["BufferingHints"]
    return timedelta(seconds=hints["IntervalInSeconds"]) + SLACK
