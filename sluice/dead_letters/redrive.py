"""Send dead letters back: each is kept, then sent, then deleted, so that dying in between loses none."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.dead_letters.dead_letter import ReceivedDeadLetter
from sluice.dead_letters.queues import DeadLetterQueue
from sluice.pace import Pace

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
LETTERS_A_CALL = 10
HIDDEN_SECONDS = 300
# A long poll asks all of the queue's servers, a short one some of them:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
WAIT_SECONDS = 1


class DeadLetterLease:
    """A lease of a queue's letters: each comes once, and what isn't deleted is there again at its end."""

    def __init__(self, sqs: "SQSClient", url: str, wait_seconds: int = WAIT_SECONDS) -> None:
        self._sqs = sqs
        self._url = url
        self._wait_seconds = wait_seconds
        self._taken: dict[str, ReceivedDeadLetter] = {}

    def __enter__(self) -> "DeadLetterLease":
        return self

    def __exit__(self, *_: object) -> None:
        for letter in self._taken.values():
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=letter.receipt_handle, VisibilityTimeout=0
            )

    def letters(self, limit: int | None = None) -> Iterator[ReceivedDeadLetter]:
        """Yield the letters of the queue, so many at most."""
        seen: set[str] = set()
        while limit is None or len(seen) < limit:
            most = LETTERS_A_CALL if limit is None else min(LETTERS_A_CALL, limit - len(seen))
            new = [each for each in self._receive(most) if each.message_id not in seen]
            if not new:
                return
            self._taken.update((each.message_id, each) for each in new)
            seen.update(each.message_id for each in new)
            yield from new

    def delete(self, letter: ReceivedDeadLetter) -> None:
        """Delete a letter that has gone where it belongs."""
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=letter.receipt_handle)
        del self._taken[letter.message_id]

    def _receive(self, most: int) -> list[ReceivedDeadLetter]:
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=most,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=self._wait_seconds,
        )
        return [ReceivedDeadLetter.of(each) for each in answer.get("Messages", ())]


SENT, KEPT = "sent", "kept"
TOO_OFTEN, NOWHERE, GONE = "sent too often", "of no queue", "of a queue that is gone"


@dataclass(frozen=True, slots=True)
class DeadLetterArchive:
    """The failures bucket, which keeps letters longer than the 14 days of a queue."""

    s3: "S3Client"
    bucket: str

    def keep(self, queue: str, letter: ReceivedDeadLetter) -> None:
        """Keep a letter; the same one goes under the same key."""
        self.s3.put_object(Bucket=self.bucket, Key=letter.key(queue), Body=letter.to_document(queue))


@dataclass(frozen=True, slots=True)
class QueueRedriver:
    """The letters of one queue, and what is done with them; what isn't sent stays where it is."""

    sqs: "SQSClient"
    queue: DeadLetterQueue
    archive: DeadLetterArchive
    wait_seconds: int = WAIT_SECONDS

    def peek(self, limit: int | None = None) -> list[ReceivedDeadLetter]:
        """Return letters, oldest first."""
        with DeadLetterLease(self.sqs, self.queue.url, self.wait_seconds) as lease:
            return sorted(lease.letters(limit), key=lambda each: (each.sent_at, each.message_id))

    def keep(self, limit: int | None = None) -> Iterator[Counter[str]]:
        """Keep letters, and leave them."""
        with DeadLetterLease(self.sqs, self.queue.url, self.wait_seconds) as lease:
            for letter in lease.letters(limit):
                self.archive.keep(self.queue.name, letter)
                yield Counter({KEPT: 1})

    def redrive(self, pace: Pace, cap: int, limit: int | None = None) -> Iterator[Counter[str]]:
        """Send letters to where they belong."""
        with DeadLetterLease(self.sqs, self.queue.url, self.wait_seconds) as lease:
            for letter in lease.letters(limit):
                self.archive.keep(self.queue.name, letter)
                outcome = self.expected_outcome(letter, cap)
                if outcome == SENT:
                    pace.wait(1)
                    outcome = self._send(letter)
                if outcome == SENT:
                    lease.delete(letter)
                yield Counter({outcome: 1})

    def expected_outcome(self, letter: ReceivedDeadLetter, cap: int) -> str:
        """Say what becomes of a letter."""
        if letter.attempts >= cap:
            return TOO_OFTEN
        return SENT if letter.target(self.queue.source) else NOWHERE

    def _send(self, letter: ReceivedDeadLetter) -> str:
        name = str(letter.target(self.queue.source)).rpartition(":")[2]
        try:
            url = self.sqs.get_queue_url(QueueName=name)["QueueUrl"]
        except self.sqs.exceptions.QueueDoesNotExist:
            return GONE
        self.sqs.send_message(
            QueueUrl=url, MessageBody=letter.body, MessageAttributes=letter.resend_attributes()
        )
        return SENT
