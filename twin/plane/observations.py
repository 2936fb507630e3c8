"""What the plane tells while it moves records; times in seconds since the epoch."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Read:
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
class Archived:
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


Observation = Read | Invoked | Archived | Delivered
Observer = Callable[[Observation], None]
"""Called from the movers' threads: it must be safe to call from several at once."""


def unobserved(_: Observation) -> None:
    """For who doesn't look."""
