"""Messages of a queue become records of the stream: each for itself, and only what failed goes back."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from contracts.refusals import BrokenContract
from lambdas.core.adapters.admission import Admission, StreamEntry, to_put_entries
from lambdas.core.message_processor import MessageProcessor
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.messages import Message
from lambdas.core.replay.kinesis_writer import KinesisWriter

Open: TypeAlias = Callable[[Message], tuple[bytes, str | None]]
"""A record handler: takes an event out of its message, and says for whom its sender may speak, if known."""


class IntakeResult(StrEnum):
    """The result of a message."""

    PUT = "put"
    QUARANTINED = "quarantined"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """The result of a batch: counts, and the causes of the messages that must come again."""

    counts: Counter[IntakeResult]
    failures: Mapping[str, str]


class NotTaken(RuntimeError):
    """The cause for which a message must come again."""


def whole_body(message: Message) -> tuple[bytes, None]:
    """Open a message whose body is the event: an application's own, which may speak for everybody."""
    return message.received, None


class QueueIntake(MessageProcessor):
    """Puts what keeps the contract on the stream, lays the rest whole into quarantine, and forgets neither.

    Its record handler opens a message. One that comes again, because its deletion was lost, is put again:
    its event's id is the same, and consumers apply an id once. A standard queue has no order, and none is
    made here.
    """

    def __init__(
        self,
        admission: Admission,
        stream: KinesisWriter,
        quarantine: MessageQuarantine,
        on_report: Callable[[IntakeReport], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self.admission = admission
        self.stream = stream
        self.quarantine = quarantine
        self.on_report = on_report
        self.now = now

    def process(self) -> list[tuple[Any, ...]]:
        """Settle a batch, its puts in one call; what is transient fails alone, and is delivered again."""
        messages = [Message.of(raw) for raw in self.records]
        judged = dict(enumerate(map(self._judge, messages)))
        refused = {place: each for place, each in judged.items() if isinstance(each, BrokenContract)}
        admitted = {place: each for place, each in judged.items() if isinstance(each, StreamEntry)}
        failures = self._keep(messages, refused) | self._put(admitted)
        counts = Counter({IntakeResult.FAILED: len(failures)})
        counts[IntakeResult.QUARANTINED] = len(refused.keys() - failures)
        counts[IntakeResult.PUT] = len(admitted.keys() - failures)
        self.on_report(
            IntakeReport(counts, {messages[place].message_id: cause for place, cause in failures.items()})
        )
        return [self._settle(message, failures.get(place)) for place, message in enumerate(messages)]

    def _judge(self, message: Message) -> StreamEntry | BrokenContract:
        try:
            data, speaker = self.handler(message)
            return self.admission.admit(data, self.now(), speaker)
        except BrokenContract as broken:
            return broken

    def _keep(self, messages: Sequence[Message], refused: Mapping[int, BrokenContract]) -> dict[int, str]:
        """What can't be quarantined must be delivered again, whatever the code: no message can cause it."""
        failures: dict[int, str] = {}
        for place, cause in refused.items():
            try:
                self.quarantine.keep(messages[place], cause)
            except (ClientError, BotoCoreError) as error:
                failures[place] = str(error)
        return failures

    def _put(self, admitted: Mapping[int, StreamEntry]) -> dict[int, str]:
        places = list(admitted)
        if not places:
            return {}
        try:
            waiting = self.stream.put_with_retries(to_put_entries(list(admitted.values())))
        except (ClientError, BotoCoreError) as error:
            return dict.fromkeys(places, str(error))
        return {places[place]: code for place, code in waiting.items()}

    def _settle(self, message: Any, failure: str | None) -> tuple[Any, ...]:  # noqa: ANN401 (Powertools has records)
        if failure is None:
            return self.success_handler(message, None)
        return self.failure_handler(message, (NotTaken, NotTaken(failure), None))
