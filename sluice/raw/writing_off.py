"""Writes a version off that brings nothing back, so that replays and rebuilds go on without it."""

from lambdas.core.manifest.item import Entry
from lambdas.core.manifest.table import write_off as note
from sluice.cloud import NotNow
from sluice.raw.finding import NoSuchObject, find
from sluice.raw.manifest import Raw


class StillThere(NotNow):
    """Its records can be read."""


def write_off(raw: Raw, key: str, version: str) -> Entry:
    """Note it, and return what is lost by it; raises NoSuchObject or StillThere.

    Copies of it are written off as well. The bytes stay where they are, if they are anywhere.
    """
    object_ = find(raw, key)
    if (entry := object_.entered.get(version)) is None:
        raise NoSuchObject(f"{key}: the manifest has no version {version}")
    if not entry.broken and object_.alike(version):
        raise StillThere(f"{key}: version {version} can be read, a replay brings it back")
    for each in object_.entered.values():
        if each.sha256 == entry.sha256:
            note(raw.dynamodb, raw.table, each)
    return entry
