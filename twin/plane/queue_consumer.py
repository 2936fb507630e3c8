"""Runs one event source mapping of a queue: receives, invokes its function, deletes what is done."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.invocation import NotReached
from twin.plane.observations import Observer, QueueInvoked
from twin.plane.queue_function import Answered, QueueFunction
from twin.semantics.queue_batches import Gathering, QueueMessage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from twin.plane.queues import Queues

MOMENT = 0.1


@dataclass(frozen=True, slots=True)
class _Invocation:
    batch: Sequence[QueueMessage]
    started_at: float


class QueueReader:
    """The mapping's state belongs to the thread that takes turns; only invocations run in the pool.

    What isn't deleted comes again: "After your queue's visibility timeout runs out, the message will again
    reappear in the queue." The queue itself moves what was received too often.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """

    def __init__(self, function: QueueFunction, queues: Queues, pool: Executor, observe: Observer) -> None:
        self._function = function
        self._queues = queues
        self._pool = pool
        self._observe = observe
        self._settings = function.settings
        self._arn = function.settings.event_source_arn
        self._gathering = Gathering(function.settings)
        self._running: dict[Future[Answered], _Invocation] = {}
        self._rested_at = 0.0

    def discover(self) -> None:
        """Do nothing: a queue gives every message that it holds."""

    def turn(self) -> None:
        asked_at = time.time()
        if len(self._running) < self._settings.scaling_config.maximum_concurrency:
            self._receive()
        self._settle()
        if not (self._gathering or self._running) and self._queues.empty(self._arn):
            self._rested_at = asked_at

    def rested_at(self) -> float:
        return self._rested_at

    def _receive(self) -> None:
        received = self._queues.receive(self._arn, self._gathering.room)
        now = time.time()
        self._gathering.add(received, now)
        if batch := self._gathering.take(now):
            running = self._pool.submit(self._function.process, batch)
            self._running[running] = _Invocation(batch, now)
        elif not (received or self._running):
            time.sleep(MOMENT)

    def _settle(self) -> None:
        if not self._running:
            return
        done, _ = wait(self._running, timeout=MOMENT, return_when=FIRST_COMPLETED)
        for each in done:
            self._settle_one(each, self._running.pop(each))

    def _settle_one(self, answered: Future[Answered], invocation: _Invocation) -> None:
        try:
            answer = answered.result()
        except NotReached:
            return
        self._queues.delete(self._arn, answer.done)
        now = time.time()
        self._observe(
            QueueInvoked(
                at=now,
                function=self._settings.function_name,
                queue_arn=self._arn,
                messages=len(invocation.batch),
                deleted=len(answer.done),
                seconds=now - invocation.started_at,
                function_error=answer.function_error,
            )
        )
