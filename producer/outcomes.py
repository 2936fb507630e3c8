"""What a producer reports of each event."""

from dataclasses import dataclass

from domain import EVENT


@dataclass(frozen=True, slots=True)
class Accepted:
    """The stream holds the event: Kinesis gave it a sequence number."""

    event_id: str
    shard_id: str
    sequence_number: str


@dataclass(frozen=True, slots=True)
class Spooled:
    """The stream didn't take the event now; it waits on disk for the next flush."""

    event_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """The disk has other bytes than it was given: not sent, but kept in the spool's table `damaged`."""

    event_id: str


Outcome = Accepted | Spooled | Damaged


class UnsendableEvent(Exception):
    """An event that the producer can't take, so that it is still its caller's."""

    def __init__(self, event_id: str | None, reason: str) -> None:
        super().__init__(f"{EVENT.noun} {event_id or 'without an id'} refused: {reason}")
        self.event_id = event_id
        self.reason = reason
