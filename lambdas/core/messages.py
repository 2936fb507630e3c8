"""SQS messages as Lambda hands them over, and what stands for one that isn't handed over so."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from contracts.refusals import BrokenContract, Reason
from lambdas.core.envelope import EPOCH, UNKNOWN, Envelope, encode_envelope

_QUEUE_ARN = re.compile(r"arn:[^:/]+:sqs:[^:/]+:[^:/]+:([\w-]{1,80}(\.fifo)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Message(Envelope):
    """One message of a queue: where it came from, when it was sent, and its body as received.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
    """

    source: ClassVar[str] = "a queue"

    queue: str
    message_id: str
    sent_at: datetime
    data: bytes
    fault: BrokenContract | None = None

    @classmethod
    def _read(cls, raw: Any) -> Self:  # noqa: ANN401
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
    def _stand_in(cls, raw: Any, fault: BrokenContract) -> Self:  # noqa: ANN401
        """Stand for an odd envelope; without an id of its own its whole batch comes again if it must.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
        """
        message_id = raw.get("messageId") if isinstance(raw, dict) else None
        return cls(
            queue=UNKNOWN,
            message_id=message_id if isinstance(message_id, str) else "",
            sent_at=EPOCH,
            data=encode_envelope(raw),
            fault=fault,
        )
