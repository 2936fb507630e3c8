"""Restore a raw object's earlier version, or write one off: nothing is lost by either."""

from dataclasses import dataclass

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import write_off as note
from lambdas.core.raw import hour_of
from sluice.cloud import NotNow
from sluice.raw.disagreements import ObjectComparison
from sluice.raw.manifest import Raw


class NoSuchObject(NotNow):
    """The archive never had it."""


def find_object(raw: Raw, key: str) -> ObjectComparison:
    """Return what bucket and manifest say of an object; raise NoSuchObject."""
    if (hour := hour_of(key)) is None:
        raise NoSuchObject(f"{key} names no arrival hour: no archived object has such a name")
    for each in raw.compared(hour):
        if each.held.key == key:
            return each
    raise NoSuchObject(f"{key} is neither in {raw.bucket} nor in its manifest")


class VersionLost(NotNow):
    """A version of whose bytes no copy is left."""


@dataclass(frozen=True)
class RestoreResult:
    """The version that is current now, and `copied` from which: nothing, if it was current already."""

    key: str
    version: str
    copied: str | None


def restore(raw: Raw, key: str, version: str | None) -> RestoreResult:
    """Copy a version, or else the first one, on top of an object; raises NoSuchObject or VersionLost.

    Nobody may delete from raw, not even a delete marker, so what is wrong stays as a version below.
    """
    object_ = find_object(raw, key)
    wanted = version or object_.first
    if not (alike := object_.alike(wanted)):
        raise VersionLost(f"{key}: no bytes of version {wanted} are left in {raw.bucket}")
    if object_.held.current in alike:
        return RestoreResult(key, str(object_.held.current), copied=None)
    return RestoreResult(key, _copy(raw, key, alike[-1]), copied=alike[-1])


def _copy(raw: Raw, key: str, version: str) -> str:
    """Copy an object of any size, https://docs.aws.amazon.com/AmazonS3/latest/userguide/CopyingObjectsMPUapi.html."""
    source = {"Bucket": raw.bucket, "Key": key, "VersionId": version}
    raw.s3.copy(source, raw.bucket, key)  # type: ignore[arg-type]
    return raw.s3.head_object(Bucket=raw.bucket, Key=key)["VersionId"]


class VersionReadable(NotNow):
    """A version whose records can be read."""


def write_off(raw: Raw, key: str, version: str) -> ManifestEntry:
    """Note it, and return what is lost by it; raises NoSuchObject or VersionReadable.

    Copies of it are written off as well. The bytes stay where they are, if they are anywhere.
    """
    object_ = find_object(raw, key)
    if (entry := object_.entered.get(version)) is None:
        raise NoSuchObject(f"{key}: the manifest has no version {version}")
    if not entry.broken and object_.alike(version):
        raise VersionReadable(f"{key}: version {version} can be read, a replay brings it back")
    for each in object_.entered.values():
        if each.sha256 == entry.sha256:
            note(raw.dynamodb, raw.table, each)
    return entry
