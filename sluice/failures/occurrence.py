"""One time that a record was refused or given up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias


class Kind(StrEnum):
    """Where it lies: a consumer's quarantine, the failure archive, or what Firehose could not process."""

    QUARANTINED = "quarantined"
    GIVEN_UP = "given_up"
    NOT_ARCHIVED = "not_archived"


@dataclass(frozen=True, slots=True)
class ToStream:
    """Back to where every consumer reads it."""

    partition_key: str

    @property
    def channel(self) -> tuple[str, ...]:
        """What goes through one channel may go in one call."""
        return ("stream",)


@dataclass(frozen=True, slots=True)
class ToQueue:
    """Back to the queue that it came from, by name."""

    queue: str

    @property
    def channel(self) -> tuple[str, ...]:
        """Each queue is one."""
        return "queue", self.queue


@dataclass(frozen=True, slots=True)
class ToFunction:
    """Back to the function that gave it up, with the others of its batch: a row of a table is no sale."""

    function: str
    batch: str
    sequence_number: str
    record: Mapping[str, Any] = field(compare=False)

    @property
    def channel(self) -> tuple[str, ...]:
        """Each batch is one."""
        return "function", self.function, self.batch


Way: TypeAlias = ToStream | ToQueue | ToFunction


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Who could not apply what, why and when, and where that is kept; `tries` is known of what was given up.

    `failed_at` is AWS's clock: a record's arrival if it was refused, else when it was given up.
    """

    kind: Kind
    consumer: str
    reason: str
    part: str
    why: str
    arrived_at: datetime
    failed_at: datetime
    tries: int | None
    data: bytes
    way: Way
    key: str
    version: str
