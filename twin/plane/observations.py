"""What the plane tells while it moves records; times in seconds since the epoch."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordsRead:
    """A mover, by the name of its function or delivery stream, read records of a shard."""

    at: float
    reader: str
    shard_id: str
    records: int


@dataclass(frozen=True, slots=True)
class Invoked:
    """A function answered or failed; the first `acknowledged` of the batch's records are settled."""

    at: float
    function: str
    shard_id: str
    records: int
    acknowledged: int
    attempt: int
    iterator_age: float
    seconds: float
    function_error: str | None


@dataclass(frozen=True, slots=True)
class BatchArchived:
    """Discarded records were written to the failure destination, or lost if the mapping has none."""

    at: float
    function: str
    records: int
    condition: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """Firehose wrote an object; `bytes` as stored."""

    at: float
    stream: str
    key: str
    records: int
    bytes: int


@dataclass(frozen=True, slots=True)
class EventTaken:
    """A bus took an event."""

    at: float
    bus: str
    event_id: str
    detail_type: str


@dataclass(frozen=True, slots=True)
class EventDelivered:
    """A rule's target took an event, at the first attempt or a later one; a replayed one names its replay."""

    at: float
    rule_arn: str
    target_arn: str
    event_id: str
    attempts: int
    replay: str | None


@dataclass(frozen=True, slots=True)
class EventGivenUp:
    """An event went to a target's dead letters, or was dropped where there are none (`queue_arn` is None)."""

    at: float
    rule_arn: str
    target_arn: str
    event_id: str
    error_code: str
    condition: str | None
    queue_arn: str | None


@dataclass(frozen=True, slots=True)
class EventsReplayed:
    """An archive gave back events to its bus: all of a replay's."""

    at: float
    bus: str
    replay: str
    events: int


@dataclass(frozen=True, slots=True)
class QueueInvoked:
    """A function answered or failed on a queue's messages; `deleted` of them are settled."""

    at: float
    function: str
    queue_arn: str
    messages: int
    deleted: int
    seconds: float
    function_error: str | None


StreamObservation = RecordsRead | Invoked | BatchArchived | Delivered
BusObservation = EventTaken | EventDelivered | EventGivenUp | EventsReplayed | QueueInvoked
Observation = StreamObservation | BusObservation
Observer = Callable[[Observation], None]
"""Called from the movers' threads: it must be safe to call from several at once."""


def unobserved(_: Observation) -> None:
    """Observe nothing."""
