"""The archive of the bus."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient


@dataclass(frozen=True)
class BusArchive:
    """The archive of the bus: `days` 0 means for ever; events and bytes as they were counted within a day."""

    arn: str
    bus_arn: str
    days: int
    events: int
    bytes: int

    @classmethod
    def named(cls, events: "EventBridgeClient", name: str) -> "BusArchive":
        """Look an archive up by its name.

        "The EventCount and SizeBytes values [...] have a reconciliation period of 24 hours":
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
        """
        described = events.describe_archive(ArchiveName=name)
        return cls(
            described["ArchiveArn"],
            described["EventSourceArn"],
            described.get("RetentionDays", 0),
            described.get("EventCount", 0),
            described.get("SizeBytes", 0),
        )

    def __str__(self) -> str:
        """Render its size; EventBridge doesn't count the events of a window."""
        return f"the archive holds {self.events:,} events, {self.bytes:,} bytes, as counted within a day"
