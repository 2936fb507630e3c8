"""The archive of the bus."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient


@dataclass(frozen=True)
class Archive:
    """What an archive keeps: `days` 0 means for ever; events and bytes as they were counted within a day."""

    arn: str
    bus_arn: str
    days: int
    events: int
    bytes: int

    @classmethod
    def named(cls, events: "EventBridgeClient", name: str) -> "Archive":
        """As EventBridge describes it.

        "The EventCount and SizeBytes values [...] have a reconciliation period of 24 hours":
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
        """
        told = events.describe_archive(ArchiveName=name)
        return cls(
            told["ArchiveArn"],
            told["EventSourceArn"],
            told.get("RetentionDays", 0),
            told.get("EventCount", 0),
            told.get("SizeBytes", 0),
        )

    def __str__(self) -> str:
        """What is known of its size; nobody tells how many events of a window there are."""
        return f"the archive holds {self.events:,} events, {self.bytes:,} bytes, as counted within a day"
