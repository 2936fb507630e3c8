"""Sends dead letters back: each is kept, then sent, then deleted, so that dying in between loses none."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.letters.box import WAIT_SECONDS, Box
from sluice.letters.letter import Letter
from sluice.letters.queues import LetterBox
from sluice.pace import Pace

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

SENT, KEPT = "sent", "kept"
TOO_OFTEN, NOWHERE, GONE = "sent too often", "of no queue", "of a queue that is gone"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes letters to the failures bucket: a queue keeps them for 14 days."""

    s3: "S3Client"
    bucket: str

    def keep(self, queue: str, letter: Letter) -> None:
        """Keep a letter; the same one goes under the same key."""
        self.s3.put_object(Bucket=self.bucket, Key=letter.key(queue), Body=letter.kept(queue))


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of one queue, and what is done with them; what isn't sent stays where it is."""

    sqs: "SQSClient"
    box: LetterBox
    keeper: Keeper
    wait_seconds: int = WAIT_SECONDS

    def look(self, limit: int | None = None) -> list[Letter]:
        """Return letters, oldest first."""
        with Box(self.sqs, self.box.url, self.wait_seconds) as box:
            return sorted(box.letters(limit), key=lambda each: (each.sent_at, each.message_id))

    def keep(self, limit: int | None = None) -> Iterator[Counter[str]]:
        """Keep letters, and leave them."""
        with Box(self.sqs, self.box.url, self.wait_seconds) as box:
            for letter in box.letters(limit):
                self.keeper.keep(self.box.name, letter)
                yield Counter({KEPT: 1})

    def redrive(self, pace: Pace, cap: int, limit: int | None = None) -> Iterator[Counter[str]]:
        """Send letters to where they belong."""
        with Box(self.sqs, self.box.url, self.wait_seconds) as box:
            for letter in box.letters(limit):
                self.keeper.keep(self.box.name, letter)
                outcome = self.way_of(letter, cap)
                if outcome == SENT:
                    pace.wait(1)
                    outcome = self._send(letter)
                if outcome == SENT:
                    box.delete(letter)
                yield Counter({outcome: 1})

    def way_of(self, letter: Letter, cap: int) -> str:
        """Say what becomes of a letter."""
        if letter.attempts >= cap:
            return TOO_OFTEN
        return SENT if letter.target(self.box.source) else NOWHERE

    def _send(self, letter: Letter) -> str:
        name = str(letter.target(self.box.source)).rpartition(":")[2]
        try:
            url = self.sqs.get_queue_url(QueueName=name)["QueueUrl"]
        except self.sqs.exceptions.QueueDoesNotExist:
            return GONE
        self.sqs.send_message(QueueUrl=url, MessageBody=letter.body, MessageAttributes=letter.sent_again())
        return SENT
