"""Takes letters out of their queue to look at them, and puts them back unless they are settled."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sluice.letters.letter import Letter

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
LETTERS_A_CALL = 10
HIDDEN_SECONDS = 300
# A long poll asks all of the queue's servers, a short one some of them:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
WAIT_SECONDS = 1


class Box:
    """A queue of dead letters, opened: it gives each letter once, and what isn't deleted is there again."""

    def __init__(self, sqs: "SQSClient", url: str, wait_seconds: int = WAIT_SECONDS) -> None:
        self._sqs = sqs
        self._url = url
        self._wait_seconds = wait_seconds
        self._taken: dict[str, Letter] = {}

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_: object) -> None:
        for letter in self._taken.values():
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
            )

    def letters(self, limit: int | None = None) -> Iterator[Letter]:
        """Yield what lies there, so many at most."""
        seen: set[str] = set()
        while limit is None or len(seen) < limit:
            most = LETTERS_A_CALL if limit is None else min(LETTERS_A_CALL, limit - len(seen))
            new = [each for each in self._receive(most) if each.message_id not in seen]
            if not new:
                return
            self._taken.update((each.message_id, each) for each in new)
            seen.update(each.message_id for each in new)
            yield from new

    def delete(self, letter: Letter) -> None:
        """It has gone where it belongs."""
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=letter.receipt)
        del self._taken[letter.message_id]

    def _receive(self, most: int) -> list[Letter]:
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=most,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=self._wait_seconds,
        )
        return [Letter.of(each) for each in answer.get("Messages", ())]
