"""SQS messages as Lambda hands them over, and what stands for one that isn't handed over so."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.refusals import BrokenContract, Reason
from lambdas.core.records import EPOCH, MALFORMED, UNKNOWN

_QUEUE_ARN = re.compile(r"arn:[^:/]+:sqs:[^:/]+:[^:/]+:([\w-]{1,80}(\.fifo)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a queue: where it came from, when it was sent, and its body as received.

    One with a `fault` has an envelope that Lambda gives no message: then the bytes are the whole envelope's,
    as JSON.
    """

    queue: str
    message_id: str
    sent_at: datetime
    data: bytes
    fault: BrokenContract | None = None

    @classmethod
    def of(cls, raw: Any) -> "Message":  # noqa: ANN401 (whatever somebody invokes the function with)
        """Read one entry of an event's `Records`.

        https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
        """
        try:
            return cls._read(raw)
        except BrokenContract as fault:
            return cls._stand_in(raw, fault)
        except MALFORMED as error:
            why = f"is not one that Lambda hands over of a queue: {type(error).__name__}"
            return cls._stand_in(raw, BrokenContract(Reason.WRONG_SHAPE, "envelope", why))

    @classmethod
    def _read(cls, raw: Mapping[str, Any]) -> "Message":
        sent_ms = int(raw["attributes"]["SentTimestamp"])
        queue = _QUEUE_ARN.fullmatch(raw["eventSourceARN"])
        if queue is None:
            raise BrokenContract(Reason.WRONG_SHAPE, "eventSourceARN", "is not the ARN of a queue")
        if not (isinstance(raw["messageId"], str) and raw["messageId"]):
            raise BrokenContract(Reason.WRONG_SHAPE, "messageId", "is not a text")
        return cls(
            queue=queue[1],
            message_id=raw["messageId"],
            sent_at=datetime.fromtimestamp(sent_ms / 1000, UTC),
            data=raw["body"].encode(),
        )

    @classmethod
    def _stand_in(cls, raw: Any, fault: BrokenContract) -> "Message":  # noqa: ANN401
        """Stand for an odd envelope; without an id of its own its whole batch comes again if it must.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
        """
        message_id = raw.get("messageId") if isinstance(raw, dict) else None
        return cls(
            queue=UNKNOWN,
            message_id=message_id if isinstance(message_id, str) else "",
            sent_at=EPOCH,
            data=json.dumps(raw, sort_keys=True, separators=(",", ":")).encode(),
            fault=fault,
        )

    @property
    def received(self) -> bytes:
        """Return the body as it was sent; raise BrokenContract if the envelope is odd."""
        if self.fault is not None:
            raise self.fault
        return self.data
