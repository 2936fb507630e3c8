"""One dead letter: what it says, why it died, and where it belongs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_sqs.type_defs import MessageTypeDef

ATTEMPTS = "sluice-redrives"
"""The message attribute that counts how often a letter was sent back."""


@dataclass(frozen=True, slots=True)
class ReceivedDeadLetter:
    """A message as it was received; `attributes` are those that whoever sent it gave it.

    Of a rule's dead letters they say what happened:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """

    message_id: str
    receipt_handle: str
    sent_at: datetime
    received: int
    attributes: Mapping[str, Any]
    body: str

    @classmethod
    def of(cls, message: "MessageTypeDef") -> "ReceivedDeadLetter":
        """Read a message as SQS hands it over."""
        system: Mapping[str, str] = {str(name): each for name, each in message["Attributes"].items()}
        return cls(
            message_id=message["MessageId"],
            receipt_handle=message["ReceiptHandle"],
            sent_at=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
            received=int(system["ApproximateReceiveCount"]),
            attributes=message.get("MessageAttributes", {}),
            body=message["Body"],
        )

    @property
    def attempts(self) -> int:
        """How often it was sent back."""
        text = self._attribute(ATTEMPTS)
        return int(text) if text.isdigit() else 0

    @property
    def why(self) -> str:
        """What EventBridge says of it; a queue says no more than that nobody settled it."""
        code, message = self._attribute("ERROR_CODE"), self._attribute("ERROR_MESSAGE")
        return f"{code}: {message}" if code else "received too often and never settled"

    @property
    def event(self) -> str:
        """The type of the event that it carries, if it does."""
        try:
            event = json.loads(self.body)
        except (ValueError, RecursionError):
            return "?"
        return str(event.get("detail-type", "?")) if isinstance(event, dict) else "?"

    def target(self, source: str | None) -> str | None:
        """Return the ARN of the queue that it goes back to: the one it comes from, or its rule's target."""
        target = source or self._attribute("TARGET_ARN")
        return target if target.split(":")[2:3] == ["sqs"] else None

    def resend_attributes(self) -> dict[str, Any]:
        """Return its attributes for the next time."""
        plain = {
            name: {key: each[key] for key in ("DataType", "StringValue", "BinaryValue") if key in each}
            for name, each in self.attributes.items()
        }
        return plain | {ATTEMPTS: {"DataType": "Number", "StringValue": str(self.attempts + 1)}}

    def key(self, queue: str) -> str:
        """Return where it is kept: named by what it says, the same however often it is received."""
        identity = "\0".join((self.body, self._attribute("RULE_ARN"), self._attribute("TARGET_ARN")))
        contents = sha256(identity.encode()).hexdigest()[:16]
        return f"letters/{queue}/{self.sent_at:%Y-%m-%d}/{contents}.json"

    def to_document(self, queue: str) -> bytes:
        """Return what is kept of it."""
        attributes = {name: self._attribute(name) for name in sorted(self.attributes)}
        document = {
            "queue": queue,
            "why": self.why,
            "sent_at": self.sent_at.isoformat(),
            "attributes": attributes,
        }
        return json.dumps(document | {"body": self.body}, ensure_ascii=False).encode()

    def figures(self) -> dict[str, Any]:
        """Return it for programs, without its body: an application's message may name somebody."""
        return {
            "message_id": self.message_id,
            "event": self.event,
            "why": self.why,
            "sent_at": self.sent_at.isoformat(),
            "received": self.received,
            "attempts": self.attempts,
        }

    def _attribute(self, name: str) -> str:
        return str(self.attributes.get(name, {}).get("StringValue", ""))
