"""An object of raw by its key."""

from lambdas.core.raw import hour_of
from sluice.cloud import NotNow
from sluice.raw.disagreements import Compared
from sluice.raw.manifest import Raw


class NoSuchObject(NotNow):
    """The archive never had it."""


def find(raw: Raw, key: str) -> Compared:
    """What bucket and manifest say of it; raises NoSuchObject."""
    if (hour := hour_of(key)) is None:
        raise NoSuchObject(f"{key} names no arrival hour: no archived sales have such a name")
    for each in raw.compared(hour):
        if each.held.key == key:
            return each
    raise NoSuchObject(f"{key} is neither in {raw.bucket} nor in its manifest")
