"""Runs one event source mapping: reads its stream, invokes its function, archives what it gives up."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from twin.plane.functions import DeployedFunction
from twin.plane.invocation import NotReached
from twin.plane.observations import BatchArchived, Invoked, Observer, RecordsRead
from twin.semantics.batches import Discarded, InvocationBatch, InvocationOutcome
from twin.semantics.mapping import EventSourceMapping

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from twin.plane.archive import FailureWriter
    from twin.plane.poller import ShardPoller
    from twin.semantics.lane import Lane

READ_AHEAD = 10_000
MOMENT = 0.02


@dataclass(frozen=True, slots=True)
class _Invocation:
    lane: Lane
    batch: InvocationBatch
    started_at: float


class StreamConsumer:
    """The mapping's state belongs to the thread that takes turns; only invocations run in the pool."""

    def __init__(
        self,
        function: DeployedFunction,
        poller: ShardPoller,
        archive: FailureWriter,
        pool: Executor,
        observe: Observer,
    ) -> None:
        self._function = function
        self._name = function.identity.function_name
        self._poller = poller
        self._archive = archive
        self._pool = pool
        self._observe = observe
        self._mapping = EventSourceMapping(function.settings)
        self._running: dict[Future[InvocationOutcome], _Invocation] = {}
        self._closing = Event()
        self._rested_at = 0.0

    def close_window(self) -> None:
        """Take from now on each batching window for passed: nothing more is coming."""
        self._closing.set()

    def discover(self) -> None:
        for shard_id, parents in self._poller.discover().items():
            self._mapping.discover(shard_id, parents)

    def turn(self) -> None:
        self.discover()
        self._read()
        for lane in self._mapping.lanes():
            self._dispatch(lane)
        self._settle()

    def rested_at(self) -> float:
        return self._rested_at

    def _read(self) -> None:
        for shard_id in self._mapping.readable():
            if self._poller.due(shard_id) and self._mapping.backlog(shard_id) < READ_AHEAD:
                self._read_shard(shard_id)
        if self._mapping.drained:
            self._rested_at = self._poller.caught_up_at(self._mapping.readable())

    def _read_shard(self, shard_id: str) -> None:
        read = self._poller.read(shard_id)
        now = time.time()
        self._mapping.offer(shard_id, read.records, now)
        if read.ended:
            self._mapping.close(shard_id)
        if read.records:
            self._observe(RecordsRead(now, self._name, shard_id, len(read.records)))

    def _dispatch(self, lane: Lane) -> None:
        taken = self._take(lane)
        if isinstance(taken, Discarded):
            self._discard(taken)
            taken = self._take(lane)
        if isinstance(taken, InvocationBatch):
            running = self._pool.submit(self._function.process, taken)
            self._running[running] = _Invocation(lane, taken, time.time())

    def _take(self, lane: Lane) -> InvocationBatch | Discarded | None:
        return lane.take(time.time(), closing=self._closing.is_set())

    def _settle(self) -> None:
        if not self._running:
            time.sleep(MOMENT)
            return
        done, _ = wait(self._running, timeout=MOMENT, return_when=FIRST_COMPLETED)
        for each in done:
            self._settle_one(each, self._running.pop(each))

    def _settle_one(self, answered: Future[InvocationOutcome], invocation: _Invocation) -> None:
        now = time.time()
        try:
            outcome = answered.result()
        except NotReached:
            invocation.lane.postpone(invocation.batch, now)
            return
        self._report(invocation, outcome, now)
        discarded = invocation.lane.settle(invocation.batch, outcome, now)
        if discarded:
            self._discard(discarded)

    def _report(self, invocation: _Invocation, outcome: InvocationOutcome, now: float) -> None:
        last = invocation.batch.records[-1]
        self._observe(
            Invoked(
                at=now,
                function=self._name,
                shard_id=last.shard_id,
                records=len(invocation.batch.records),
                acknowledged=outcome.resend_from,
                attempt=invocation.batch.attempts,
                iterator_age=now - last.arrived_at,
                seconds=now - invocation.started_at,
                function_error=outcome.function_error,
            )
        )

    def _discard(self, discarded: Discarded) -> None:
        now = time.time()
        key = self._archive.write(discarded, now)
        count, condition = len(discarded.records), discarded.condition
        self._observe(BatchArchived(now, self._name, count, condition, key))
