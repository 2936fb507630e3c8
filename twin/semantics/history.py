"""Runs an event source mapping to its end in this process, on a virtual clock."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from twin.semantics.batches import Discarded, InvocationBatch, InvocationOutcome, judge
from twin.semantics.lane import Lane
from twin.semantics.mapping import EventSourceMapping
from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import Shard, StreamRecord, event_of

Invoke = Callable[[dict[str, Any]], object]
ROLE = "arn:aws:iam::111122223333:role/function"


class EndlessRetries(Exception):
    """A mapping without a limit to its retries meets a function that never succeeds."""


@dataclass(slots=True)
class VirtualClock:
    """Seconds since the epoch; waits cost nothing, and an invoke may move it on to take time."""

    now: float


@dataclass(slots=True)
class History:
    """What happened: records acknowledged and discarded, in order, and each error of the function."""

    delivered: list[StreamRecord] = field(default_factory=list)
    discarded: list[Discarded] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    invocations: int = 0


def run(
    settings: MappingSettings,
    shards: Sequence[Shard],
    invoke: Invoke,
    clock: VirtualClock | None = None,
    max_invocations: int = 100_000,
) -> History:
    """Move the shards' records through the function until every one is delivered or discarded.

    The mapping is created at the clock's time: LATEST skips what arrived before. Without a clock that is
    when the last record arrives, or with LATEST the first. An exception of `invoke` is a function error.
    """
    return _Run(settings, shards, invoke, clock or _default_clock(settings, shards), max_invocations).finish()


def _default_clock(settings: MappingSettings, shards: Sequence[Shard]) -> VirtualClock:
    arrivals = [record.arrived_at for shard in shards for record in shard.records]
    latest = settings.starting_position == "LATEST"
    return VirtualClock(min(arrivals, default=0.0) if latest else max(arrivals, default=0.0))


class _Run:
    def __init__(
        self,
        settings: MappingSettings,
        shards: Sequence[Shard],
        invoke: Invoke,
        clock: VirtualClock,
        max_invocations: int,
    ) -> None:
        self._settings = settings
        self._invoke = invoke
        self._clock = clock
        self._max_invocations = max_invocations
        self._history = History()
        self._mapping = EventSourceMapping(settings)
        self._coming = {shard.shard_id: deque(self._from_start(shard)) for shard in shards}
        for shard in shards:
            self._mapping.discover(shard.shard_id, shard.parent_ids)

    def finish(self) -> History:
        while (due := self._next_due()) is not None:
            self._clock.now = max(self._clock.now, due)
            self._read()
            for lane in list(self._mapping.lanes()):
                self._turn(lane)
        return self._history

    def _from_start(self, shard: Shard) -> Sequence[StreamRecord]:
        if self._settings.starting_position == "LATEST":
            return [record for record in shard.records if record.arrived_at >= self._clock.now]
        return shard.records

    def _next_due(self) -> float | None:
        lanes = [due for lane in self._mapping.lanes() if (due := lane.due_at()) is not None]
        shards = [self._coming[shard_id] for shard_id in self._mapping.readable()]
        arrivals = [coming[0].arrived_at if coming else self._clock.now for coming in shards]
        return min(lanes + arrivals, default=None)

    def _read(self) -> None:
        for shard_id in self._mapping.readable():
            coming = self._coming[shard_id]
            arrived: list[StreamRecord] = []
            while coming and coming[0].arrived_at <= self._clock.now:
                arrived.append(coming.popleft())
            self._mapping.offer(shard_id, arrived, self._clock.now)
            if not coming:
                self._mapping.close(shard_id)

    def _turn(self, lane: Lane) -> None:
        taken = lane.take(self._clock.now)
        if isinstance(taken, InvocationBatch):
            outcome = self._outcome(taken)
            self._history.delivered.extend(taken.records[: outcome.resend_from])
            taken = lane.settle(taken, outcome, self._clock.now)
        if taken is not None:
            self._history.discarded.append(taken)

    def _outcome(self, batch: InvocationBatch) -> InvocationOutcome:
        if self._history.invocations == self._max_invocations:
            raise EndlessRetries(f"{self._max_invocations} invocations, and records are still in retry")
        self._history.invocations += 1
        try:
            response = self._invoke(event_of(batch.records, self._settings.event_source_arn, ROLE))
        except Exception as error:  # noqa: BLE001 - whatever a function raises is a function error
            self._history.errors.append(error)
            return InvocationOutcome.failed()
        return judge(self._settings, batch, response)
