"""Messages of a queue become records of the stream: each for itself, and only what failed goes back."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from contracts.refusals import BrokenContract
from lambdas.core.adapters.admission import Admission, StreamEntry, to_put_entries
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.messages import Message
from lambdas.core.replay.kinesis_writer import KinesisWriter

Open: TypeAlias = Callable[[Message], tuple[bytes, str | None]]
"""Takes an event out of its message, and says for whom its sender may speak, if that is known."""


class IntakeResult(StrEnum):
    """The result of a message."""

    PUT = "put"
    QUARANTINED = "quarantined"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """The result of a batch: counts, the messages that must come again, and the causes."""

    counts: Counter[IntakeResult]
    failures: Mapping[str, str]

    @property
    def response(self) -> dict[str, Any]:
        """Build a partial batch response: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html."""
        return {"batchItemFailures": [{"itemIdentifier": each} for each in self.failures]}


def whole_body(message: Message) -> tuple[bytes, None]:
    """Open a message whose body is the event: an application's own, which may speak for everybody."""
    return message.received, None


@dataclass(frozen=True, slots=True)
class QueueIntake:
    """Puts what keeps the contract on the stream, lays the rest whole into quarantine, and forgets neither.

    A message that comes again, because its deletion was lost, is put again: its event's id is the same, and
    consumers apply an id once. A standard queue has no order, and none is made here.
    """

    admission: Admission
    stream: KinesisWriter
    quarantine: MessageQuarantine
    open: Open = whole_body
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def handle(self, event: Mapping[str, Any]) -> IntakeReport:
        """Settle a batch; what is transient fails alone, and its queue delivers it again."""
        messages = [Message.of(raw) for raw in event["Records"]]
        judged = [(message, self._judge(message)) for message in messages]
        refused = [(each, cause) for each, cause in judged if isinstance(cause, BrokenContract)]
        admitted = {each.message_id: entry for each, entry in judged if isinstance(entry, StreamEntry)}
        failures = self._keep(refused) | self._put(admitted)
        failed = sum(each.message_id in failures for each in messages)
        quarantined = sum(each.message_id not in failures for each, _ in refused)
        counts = Counter(
            {
                IntakeResult.PUT: len(messages) - quarantined - failed,
                IntakeResult.QUARANTINED: quarantined,
                IntakeResult.FAILED: failed,
            }
        )
        return IntakeReport(counts, failures)

    def _judge(self, message: Message) -> StreamEntry | BrokenContract:
        try:
            data, speaker = self.open(message)
            return self.admission.admit(data, self.now(), speaker)
        except BrokenContract as broken:
            return broken

    def _keep(self, refused: Sequence[tuple[Message, BrokenContract]]) -> dict[str, str]:
        """What can't be quarantined must be delivered again, whatever the code: no message can cause it."""
        failures: dict[str, str] = {}
        for message, cause in refused:
            try:
                self.quarantine.keep(message, cause)
            except (ClientError, BotoCoreError) as error:
                failures[message.message_id] = str(error)
        return failures

    def _put(self, admitted: Mapping[str, StreamEntry]) -> dict[str, str]:
        names = list(admitted)
        if not names:
            return {}
        try:
            waiting = self.stream.put_with_retries(to_put_entries(list(admitted.values())))
        except (ClientError, BotoCoreError) as error:
            return dict.fromkeys(names, str(error))
        return {names[place]: code for place, code in waiting.items()}
