"""Makes an earlier version of a raw object the current one again, and loses none by it."""

from dataclasses import dataclass

from sluice.cloud import NotNow
from sluice.raw.finding import find
from sluice.raw.manifest import Raw


class GoneForGood(NotNow):
    """No version with these bytes is left."""


@dataclass(frozen=True)
class Restored:
    """What is current now, and `copied` from which version: nothing, if it was current already."""

    key: str
    version: str
    copied: str | None


def restore(raw: Raw, key: str, version: str | None) -> Restored:
    """Copy a version, or else the first one, on top of an object; raises NoSuchObject or GoneForGood.

    Nobody may delete from raw, not even a delete marker, so what is wrong stays as a version below.
    """
    object_ = find(raw, key)
    wanted = version or object_.first
    if not (alike := object_.alike(wanted)):
        raise GoneForGood(f"{key}: no bytes of version {wanted} are left in {raw.bucket}")
    if object_.held.current in alike:
        return Restored(key, str(object_.held.current), copied=None)
    return Restored(key, _copy(raw, key, alike[-1]), copied=alike[-1])


def _copy(raw: Raw, key: str, version: str) -> str:
    """Of any size: in parts beyond what one call copies, https://docs.aws.amazon.com/AmazonS3/latest/userguide/CopyingObjectsMPUapi.html."""
    source = {"Bucket": raw.bucket, "Key": key, "VersionId": version}
    raw.s3.copy(source, raw.bucket, key)  # type: ignore[arg-type]
    return raw.s3.head_object(Bucket=raw.bucket, Key=key)["VersionId"]
