"""How events come into the raw archive: since when, and how long one may take."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lambdas.core.manifest.table import find_first_hour
from lambdas.core.raw import EVENTS, LONGEST_DELIVERY, hour_of
from sluice.replay.place import ReplayTarget
from sluice.replay.window import Window

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import DeleteMarkerEntryTypeDef, ObjectVersionTypeDef

HOUR = timedelta(hours=1)
SLACK = timedelta(minutes=1)
"""For what comes after the buffer: S3 must have the object, and list it, and the manifest its line."""


def begins(place: ReplayTarget) -> datetime | None:
    """Return the hour of the oldest key, also of a deleted object; none if nothing ever came."""
    if (first := _find_oldest(place)) is None:
        return None
    return hour_of(first["Key"]) or first["LastModified"]


def skip_empty_hours(place: ReplayTarget, window: Window) -> Window:
    """Return a window without the hours before anything came, each of which would be asked for by itself.

    An object that somebody has deleted for good still has its entry in the manifest: its hour stays. A key
    that names no hour lies before all others, and says nothing of them.
    """
    first = _find_oldest(place)
    oldest = hour_of(first["Key"]) if first else window.end
    if oldest is None or oldest - window.start <= LONGEST_DELIVERY:
        return window
    kept = find_first_hour(place.ask.dynamodb, place.manifest, oldest) or oldest
    return replace(window, start=max(window.start, min(kept, window.end - HOUR)))


def longest(place: ReplayTarget) -> timedelta:
    """Return how long an event takes at most from the stream to the archive, if nothing is wrong."""
    described = place.ask.firehose.describe_delivery_stream(DeliveryStreamName=place.delivery)
    [destination] = described["DeliveryStreamDescription"]["Destinations"]
    hints = destination["ExtendedS3DestinationDescription"]["BufferingHints"]
    return timedelta(seconds=hints["IntervalInSeconds"]) + SLACK


def _find_oldest(place: ReplayTarget) -> "ObjectVersionTypeDef | DeleteMarkerEntryTypeDef | None":
    """Return the first version or marker of the archive, if there is one; one call."""
    page = place.ask.s3.list_object_versions(Bucket=place.raw, Prefix=EVENTS, MaxKeys=1)
    return next(iter((*page.get("Versions", ()), *page.get("DeleteMarkers", ()))), None)
