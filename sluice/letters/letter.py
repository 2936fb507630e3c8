"""One dead letter: what it says, why it died, and where it belongs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from contracts.cards import holds_card_number
from sluice.failures.showing import HIDDEN

if TYPE_CHECKING:
    from types_boto3_sqs.type_defs import MessageTypeDef

ATTEMPTS = "sluice-redrives"
"""The message attribute that counts how often a letter was sent back."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it was received; `attributes` are those that whoever sent it gave it.

    Of a rule's dead letters they say what happened:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """

    message_id: str
    receipt: str
    sent_at: datetime
    received: int
    attributes: Mapping[str, Any]
    body: str

    @classmethod
    def of(cls, message: "MessageTypeDef") -> "Letter":
        """Read a message as SQS hands it over."""
        told: Mapping[str, str] = {str(name): each for name, each in message["Attributes"].items()}
        return cls(
            message_id=message["MessageId"],
            receipt=message["ReceiptHandle"],
            sent_at=datetime.fromtimestamp(int(told["SentTimestamp"]) / 1000, UTC),
            received=int(told["ApproximateReceiveCount"]),
            attributes=message.get("MessageAttributes", {}),
            body=message["Body"],
        )

    @property
    def attempts(self) -> int:
        """How often it was sent back."""
        text = self._said(ATTEMPTS)
        return int(text) if text.isdigit() else 0

    @property
    def why(self) -> str:
        """What EventBridge says of it; a queue says no more than that nobody settled it."""
        code, message = self._said("ERROR_CODE"), self._said("ERROR_MESSAGE")
        return f"{code}: {message}" if code else "received too often and never settled"

    @property
    def event(self) -> str:
        """The type of the event that it carries, if it does."""
        try:
            told = json.loads(self.body)
        except (ValueError, RecursionError):
            return "?"
        return str(told.get("detail-type", "?")) if isinstance(told, dict) else "?"

    def target(self, source: str | None) -> str | None:
        """The ARN of the queue that it goes back to: the one it comes from, or its rule's target."""
        told = source or self._said("TARGET_ARN")
        return told if told.split(":")[2:3] == ["sqs"] else None

    def sent_again(self) -> dict[str, Any]:
        """Its attributes for the next time."""
        plain = {
            name: {key: each[key] for key in ("DataType", "StringValue", "BinaryValue") if key in each}
            for name, each in self.attributes.items()
        }
        return plain | {ATTEMPTS: {"DataType": "Number", "StringValue": str(self.attempts + 1)}}

    def key(self, queue: str) -> str:
        """Where it is kept: named by what it says, the same however often it is received."""
        said = "\0".join((self.body, self._said("RULE_ARN"), self._said("TARGET_ARN")))
        contents = sha256(said.encode()).hexdigest()[:16]
        return f"letters/{queue}/{self.sent_at:%Y-%m-%d}/{contents}.json"

    def kept(self, queue: str) -> bytes:
        """What is kept of it."""
        said = {name: self._said(name) for name in sorted(self.attributes)}
        told = {"queue": queue, "why": self.why, "sent_at": self.sent_at.isoformat(), "attributes": said}
        return json.dumps(told | {"body": self.body}, ensure_ascii=False).encode()

    def figures(self) -> dict[str, Any]:
        """For programs."""
        return {
            "message_id": self.message_id,
            "event": self.event,
            "why": self.why,
            "sent_at": self.sent_at.isoformat(),
            "received": self.received,
            "attempts": self.attempts,
            "body": HIDDEN if holds_card_number(self.body.encode()) else self.body,
        }

    def _said(self, name: str) -> str:
        return str(self.attributes.get(name, {}).get("StringValue", ""))
