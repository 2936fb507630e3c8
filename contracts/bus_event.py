"""What travels on the event bus: rare, and it means something."""

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
        """What makes it itself: the same for the same thing, however often it is told."""
