"""How long a sale waits for its decision: the twin's rules of a mapping, played on a virtual clock."""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from math import ceil
from random import Random
from statistics import quantiles
from typing import TypeAlias

from benchmarks.sales import measured, sale
from stacks.profiles import Profile
from twin.semantics.batches import InvocationBatch, InvocationOutcome
from twin.semantics.lane import Lane
from twin.semantics.mapping import EventSourceMapping
from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import StreamRecord
from twin.semantics.sources import SHARED_INTERVAL

Service: TypeAlias = Callable[[int], float]
"""Seconds that an invocation takes with so many sales."""
Reading: TypeAlias = Callable[[float], float]
"""When the mapping has what arrived at a time."""

SHARD = "shardId-000000000000"
SOURCE = "arn:aws:kinesis:us-east-1:111122223333:stream/sales"
PUSHED_AFTER = 0.070
"""Modelled as a constant: with enhanced fan-out "typically an average of 70 ms", for one consumer or five:
https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html"""


@dataclass(frozen=True)
class Waits:
    """The middle and the slowest hundredth, in seconds."""

    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Waits":
        """Sort and count."""
        hundredths = quantiles(seconds, n=100, method="inclusive")
        return cls(hundredths[49], hundredths[98])


def pushed(arrived_at: float) -> float:
    """Return when enhanced fan-out pushes it."""
    return arrived_at + PUSHED_AFTER


def polled(arrived_at: float) -> float:
    """Return when a consumer that polls once a second reads it."""
    return ceil(arrived_at / SHARED_INTERVAL) * SHARED_INTERVAL


def arrivals(rate: float, seconds: float, seed: int) -> Iterator[StreamRecord]:
    """Real baskets on one shard, at random moments and so many a second on average."""
    random = Random(seed)  # noqa: S311 - chance to be repeated, nothing secret
    sold = [(sale(data).store_id, data) for data in measured()]
    now = 0.0
    for number, (store_id, data) in zip(count(1), cycle(sold), strict=False):
        now += random.expovariate(rate)
        if now > seconds:
            return
        yield StreamRecord(SHARD, str(number), store_id, now, data)


def settings(profile: Profile) -> MappingSettings:
    """Return what the template says of a consumer with this profile."""
    return MappingSettings(
        event_source_arn=SOURCE,
        function_name="fraud",
        starting_position="TRIM_HORIZON",
        batch_size=profile.batch_size,
        maximum_batching_window_in_seconds=profile.batch_window_seconds,
        parallelization_factor=profile.parallelization,
    )


def waits(
    records: Iterable[StreamRecord], mapping: MappingSettings, reading: Reading, service: Service
) -> list[float]:
    """Return for each record the seconds from its arrival until the invocation with it is over."""
    play = _Play(mapping, service)
    coming = deque((reading(record.arrived_at), record) for record in records)
    while (now := play.next_at(coming[0][0] if coming else None)) is not None:
        seen = []
        while coming and coming[0][0] <= now:
            seen.append(coming.popleft()[1])
        play.turn(seen, now)
    return play.waited


class _Play:
    """The mapping, its invocations under way, and what was waited so far."""

    def __init__(self, settings: MappingSettings, service: Service) -> None:
        self.waited: list[float] = []
        self._mapping = EventSourceMapping(settings)
        self._mapping.discover(SHARD, ())
        self._lanes = list(self._mapping.lanes())
        self._service = service
        self._running: list[tuple[float, int, InvocationBatch]] = []

    def next_at(self, seen_at: float | None) -> float | None:
        """Return when something happens next: a record is seen, an invocation ends or a window is over."""
        due = (lane.due_at() for lane in self._lanes)
        ends = self._running[0][0] if self._running else None
        return min((at for at in (seen_at, ends, *due) if at is not None), default=None)

    def turn(self, seen: Sequence[StreamRecord], now: float) -> None:
        """Settle what is over, take in what is seen, and invoke what is due."""
        while self._running and self._running[0][0] <= now:
            self._settle(*heapq.heappop(self._running))
        if seen:
            self._mapping.offer(SHARD, seen, now)
        for place, lane in enumerate(self._lanes):
            self._invoke(place, lane, now)

    def _invoke(self, place: int, lane: Lane, now: float) -> None:
        if isinstance(batch := lane.take(now), InvocationBatch):
            heapq.heappush(self._running, (now + self._service(len(batch.records)), place, batch))

    def _settle(self, ended_at: float, place: int, batch: InvocationBatch) -> None:
        self.waited += [ended_at - record.arrived_at for record in batch.records]
        self._lanes[place].settle(batch, InvocationOutcome(resend_from=len(batch.records)), ended_at)
