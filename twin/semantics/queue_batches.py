"""Messages of a queue on their way to a function: gathered, handed over, and settled one by one."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twin.semantics.queue_settings import RECEIVE_LIMIT, QueueSettings


@dataclass(frozen=True, slots=True)
class QueueMessage:
    """A received message; `record` is what of it the function gets."""

    message_id: str
    receipt_handle: str
    record: Mapping[str, Any]


class Gathering:
    """Fills a batch until it is full or "the batching window expires".

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
    The 6 MB that an invocation can carry are not counted: events of a bus are small.
    """

    def __init__(self, settings: QueueSettings) -> None:
        self._settings = settings
        self._waiting: list[QueueMessage] = []
        self._opened_at = 0.0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def room(self) -> int:
        """Return how many messages to ask the queue for."""
        return min(RECEIVE_LIMIT, self._settings.batch_size - len(self._waiting))

    def add(self, messages: Sequence[QueueMessage], now: float) -> None:
        if not self._waiting:
            self._opened_at = now
        self._waiting.extend(messages)

    def take(self, now: float) -> tuple[QueueMessage, ...]:
        """Return the batch if it is due, else nothing."""
        expired = now >= self._opened_at + self._settings.maximum_batching_window_in_seconds
        if self.room and not expired:
            return ()
        batch, self._waiting = tuple(self._waiting), []
        return batch


def received(given: Mapping[str, Any], queue_arn: str) -> QueueMessage:
    """Return what ReceiveMessage gave, as a record of https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html."""
    attributes = given.get("MessageAttributes", {})
    record = {
        "messageId": given["MessageId"],
        "receiptHandle": given["ReceiptHandle"],
        "body": given["Body"],
        "attributes": given.get("Attributes", {}),
        "messageAttributes": {name: _attribute(each) for name, each in attributes.items()},
        "md5OfBody": given["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": queue_arn.split(":")[3],
    }
    return QueueMessage(given["MessageId"], given["ReceiptHandle"], record)


def _attribute(given: Mapping[str, Any]) -> dict[str, Any]:
    value = {"dataType": given["DataType"], "stringListValues": [], "binaryListValues": []}
    if "StringValue" in given:
        value["stringValue"] = given["StringValue"]
    if "BinaryValue" in given:
        value["binaryValue"] = b64encode(given["BinaryValue"]).decode()
    return value


def queue_event(messages: Sequence[QueueMessage]) -> dict[str, Any]:
    """Return all that the function gets."""
    return {"Records": [message.record for message in messages]}


def succeeded(
    settings: QueueSettings, batch: Sequence[QueueMessage], response: object
) -> Sequence[QueueMessage]:
    """Return the messages that a function's response lets Lambda delete; the others come back by themselves.

    "Lambda treats a batch as a complete success if your function returns" an empty or null batchItemFailures
    list, or an empty or null response; "as a complete failure if your function returns" an invalid JSON
    response, an identifier that is an empty string, null or under a bad key name, or "with a message ID that
    doesn't exist". https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    if not settings.reports_item_failures or not response:
        return batch
    if not isinstance(response, dict):
        return ()
    known = {message.message_id for message in batch}
    try:
        failed = {failure["itemIdentifier"] for failure in response.get("batchItemFailures") or ()}
    except (KeyError, TypeError):
        return ()
    return [message for message in batch if message.message_id not in failed] if failed <= known else ()
