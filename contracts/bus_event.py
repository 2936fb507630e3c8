"""Events on the bus: rare, and each means something."""

from typing import Protocol

SOURCE = "sluice"
"""The `source` of every event that the platform puts on its bus."""


class BusEvent(Protocol):
    """A struct of a domain; its class's name is the `detail-type`."""

    @property
    def schema_version(self) -> str:
        """Major and minor version of its contract."""

    @property
    def event_id(self) -> str:
        """Return what makes it itself: the same for the same thing, however often it is sent."""
