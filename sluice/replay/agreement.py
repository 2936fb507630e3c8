"""Whether the manifest knows what the bucket holds of a window: a replay sends what the manifest says."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from jobs.raw import versions
from lambdas.core.manifest.item import truncate_to_hour
from lambdas.core.raw import LONGEST_DELIVERY, hour_of, hour_prefix
from sluice.cloud import NotNow
from sluice.raw.disagreements import Disagreement, DisagreementKind, ObjectComparison
from sluice.raw.manifest import Raw
from sluice.replay.place import ReplayTarget
from sluice.replay.window import Window

HOUR = timedelta(hours=1)
HOURS = "%Y-%m-%dT%H"
MOST_NAMED = 3


class ManifestMismatch(NotNow):
    """The manifest lacks what the bucket has, or has what the bucket lacks."""


def agree(place: ReplayTarget, window: Window) -> None:
    """Raise ManifestMismatch; earlier hours count too, as keys name the hour of their oldest record."""
    found = list(_disagreements(place, window))
    if not found:
        return
    named = "; ".join(map(str, found[:MOST_NAMED])) + ("; …" if len(found) > MOST_NAMED else "")
    remedy = _remedy(place, window, found)
    raise ManifestMismatch(
        f"bucket and manifest disagree in {len(found):,} of the window's versions: {named}: {remedy}"
    )


def _remedy(place: ReplayTarget, window: Window, found: Sequence[Disagreement]) -> str:
    """What the bucket has can be entered; what it has lost for good can only be gone on without."""
    if lacking := [hour_of(each.key) for each in found if each.kind is DisagreementKind.UNENTERED]:
        first = min([truncate_to_hour(window.start) - HOUR, *filter(None, lacking)])
        return f"sluice raw mend {place.name} --from {first:{HOURS}} --to {window.end + HOUR:{HOURS}}"
    return f"sluice raw write-off {place.name} {found[0].key} --version {found[0].version}"


def _disagreements(place: ReplayTarget, window: Window) -> Iterator[Disagreement]:
    raw = Raw(place.ask.s3, place.raw, place.ask.dynamodb, place.manifest)
    for hour in sorted({*_late(place, window), *_hours(window)}):
        for compared in raw.compared(hour):
            yield from (each for each in compared.disagreements() if _matters(each, compared, place, window))


def _hours(window: Window) -> Iterator[datetime]:
    """Return the window's hours and the one before: the keys of what arrived name one of these."""
    hour = truncate_to_hour(window.start) - HOUR
    while hour < window.end:
        yield hour
        hour += HOUR


def _late(place: ReplayTarget, window: Window) -> Iterator[datetime]:
    """Return the earlier hours from which something was delivered as late as within the window."""
    before = hour_prefix(truncate_to_hour(window.start) - HOUR)
    for each in versions(place.ask.s3, place.raw, hour_prefix(window.start - LONGEST_DELIVERY)):
        if each["Key"] >= before:
            return
        if window.start <= each["LastModified"] < window.end and (hour := hour_of(each["Key"])):
            yield hour


def _matters(found: Disagreement, compared: ObjectComparison, place: ReplayTarget, window: Window) -> bool:
    """Overwritten and deleted versions are there still; what came after the window needs no entry yet."""
    if found.kind is DisagreementKind.GONE:
        arrived = compared.entered[found.version].arrived_at
    elif found.kind is DisagreementKind.UNENTERED:
        held = place.ask.s3.head_object(Bucket=place.raw, Key=found.key, VersionId=found.version)
        arrived = held["LastModified"]
    else:
        return False
    return window.start <= arrived < window.end
