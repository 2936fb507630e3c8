"""SQS, by the ARNs that templates know queues by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from twin.semantics.queue_batches import QueueMessage, received

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
)
DELETE_LIMIT = 10


class Queues:
    """SQS keeps messages, hides them and moves those received too often: MiniStack does as AWS does.

    `sqs` calls in the name of whoever sends or receives; `own` looks up what AWS knows by itself.
    """

    def __init__(self, sqs: Any, own: Any = None) -> None:  # noqa: ANN401 (boto3 makes its clients at run time)
        self._sqs = sqs
        self._own = own or sqs
        self._url = lru_cache(maxsize=None)(self._asked_url)

    def send(self, arn: str, body: str, attributes: Mapping[str, str]) -> None:
        typed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        self._sqs.send_message(QueueUrl=self._url(arn), MessageBody=body, MessageAttributes=typed)

    def receive(self, arn: str, most: int) -> list[QueueMessage]:
        """Return what is visible now; it stays hidden for the queue's visibility timeout."""
        answer = self._sqs.receive_message(
            QueueUrl=self._url(arn),
            MaxNumberOfMessages=most,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return [received(given, arn) for given in answer.get("Messages", [])]

    def delete(self, arn: str, messages: Sequence[QueueMessage]) -> None:
        for first in range(0, len(messages), DELETE_LIMIT):
            some = enumerate(messages[first : first + DELETE_LIMIT])
            entries = [{"Id": str(index), "ReceiptHandle": each.receipt_handle} for index, each in some]
            self._sqs.delete_message_batch(QueueUrl=self._url(arn), Entries=entries)

    def empty(self, arn: str) -> bool:
        """Return whether there is no message, be it hidden or delayed."""
        answer = self._own.get_queue_attributes(QueueUrl=self._url(arn), AttributeNames=list(COUNTS))
        return not any(int(answer["Attributes"][name]) for name in COUNTS)

    def _asked_url(self, arn: str) -> str:
        return str(self._own.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"])
