"""SQS messages as Lambda hands them over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a queue: where it came from, when it was sent, and its body as received."""

    queue: str
    message_id: str
    sent_at: datetime
    data: bytes

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Message":
        """Read one entry of an event's `Records`.

        https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
        """
        sent_ms = int(raw["attributes"]["SentTimestamp"])
        return cls(
            queue=raw["eventSourceARN"].rpartition(":")[2],
            message_id=raw["messageId"],
            sent_at=datetime.fromtimestamp(sent_ms / 1000, UTC),
            data=raw["body"].encode(),
        )
