"""Sends messages through the producer, each when its time has come, in compressed time."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.scenario import SourceMessage
from demo.message import name_of
from producer import Accepted, ClaimBucket, Outcome, Producer, UnsendableEvent

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient


AT_ONCE = 250
"""Messages that share one wait for the disk, and are on their way before the next are spooled."""


class Sender:
    """The senders of the demo, one producer for them all; `accepted` are in the stream's order.

    What the producer refuses is sent by another sender, which has a client of its own.
    """

    def __init__(
        self,
        stream: str,
        kinesis: "KinesisClient",
        other: "KinesisClient",
        spool: Path,
        claims: ClaimBucket | None = None,
    ) -> None:
        self._stream = stream
        self._other = other
        self._producer = Producer(stream, kinesis=kinesis, spool=spool, report=self._note, claims=claims)
        self._sent: defaultdict[str, deque[SourceMessage]] = defaultdict(deque)
        self.accepted: list[SourceMessage] = []
        self.accepted_at: list[float] = []

    def send(self, messages: Sequence[SourceMessage]) -> None:
        """Send messages, and wait until the stream has them or the producer gave up for now."""
        for first in range(0, len(messages), AT_ONCE):
            self._hand_over(messages[first : first + AT_ONCE])
            self._producer.flush()

    def note_accepted(self, messages: Sequence[SourceMessage]) -> None:
        """Note messages that another way than a producer has brought."""
        for message in messages:
            self._accept(message)

    def close(self) -> int:
        """Let go of the producer; return how many messages the stream never took."""
        waiting = self._producer.flush()
        self._producer.close()
        return waiting

    def _hand_over(self, messages: Sequence[SourceMessage]) -> None:
        """Spool the messages; the producer takes all or none, so halves find the one that it refuses."""
        try:
            self._producer.send(*(message.data for message in messages))
        except UnsendableEvent:
            self._hand_over_halves(messages)
        else:
            for message in messages:
                self._sent[name_of(message.data)].append(message)

    def _hand_over_halves(self, messages: Sequence[SourceMessage]) -> None:
        if len(messages) == 1:
            self._put(messages[0])
            return
        half = len(messages) // 2
        self._hand_over(messages[:half])
        self._hand_over(messages[half:])

    def _put(self, message: SourceMessage) -> None:
        """Put what our producer refuses on the stream, as some other sender would."""
        self._other.put_record(StreamName=self._stream, Data=message.data, PartitionKey=message.partition)
        self._accept(message)

    def _note(self, outcome: Outcome) -> None:
        # The producer keeps each partition's order, so messages under one id are accepted as they were sent.
        if isinstance(outcome, Accepted):
            self._accept(self._sent[outcome.event_id].popleft())

    def _accept(self, message: SourceMessage) -> None:
        self.accepted.append(message)
        self.accepted_at.append(time.time())


def compressed(
    messages: Sequence[SourceMessage], seconds: float, *, now: Callable[[], float] = time.monotonic
) -> Iterator[tuple[datetime, list[SourceMessage]]]:
    """Yield messages as they fall due if all of them take `seconds`, each time with the source's clock."""
    first = messages[0].sent_at
    factor = (messages[-1].sent_at - first) / max(seconds, 0.001)
    began, position = now(), 0
    while position < len(messages):
        clock = first + (now() - began) * factor if factor else messages[-1].sent_at
        due = position
        while due < len(messages) and messages[due].sent_at <= clock:
            due += 1
        yield min(clock, messages[-1].sent_at), list(messages[position:due])
        position = due
