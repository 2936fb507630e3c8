"""Keeps whole the message that can never succeed, with its reason: what the quarantine is to a stream."""

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from contracts.refusals import BrokenContract
from lambdas.core.messages import Message

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class MessageQuarantine:
    """The bucket where a queue's consumer lays refused messages: one object each, one JSON line in it."""

    def __init__(self, s3: "S3Client", bucket: str, consumer: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._consumer = consumer

    def keep(self, message: Message, cause: BrokenContract) -> None:
        """Write a refusal; the same message always goes under the same key, however often it is delivered."""
        line = msgspec.json.encode(self._line(message, cause))
        self._s3.put_object(Bucket=self._bucket, Key=self._key(message), Body=line + b"\n")

    def _key(self, message: Message) -> str:
        # By its body: a message that is sent again has another id.
        contents = sha256(message.data).hexdigest()[:16]
        return f"{self._consumer}/{message.sent_at:%Y-%m-%d}/{message.queue}/{contents}.jsonl"

    def _line(self, message: Message, cause: BrokenContract) -> dict[str, str]:
        return {
            "reason": cause.reason,
            "field": cause.field,
            "why": cause.why,
            "consumer": self._consumer,
            "queue": message.queue,
            "message_id": message.message_id,
            "sent_at": message.sent_at.isoformat(),
            "data": b64encode(message.data).decode(),
        }
