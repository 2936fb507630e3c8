"""Invokes a deployed function with messages of a queue, and breaks on purpose where a fault says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.invocation import FunctionRaised, answer
from twin.semantics.queue_batches import queue_event, succeeded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from types_boto3_lambda import LambdaClient

    from twin.plane.faults import Faults
    from twin.semantics.queue_batches import QueueMessage
    from twin.semantics.queue_settings import QueueSettings


@dataclass(frozen=True, slots=True)
class Answered:
    """The messages that are done with, and the function's error if it had one."""

    done: Sequence[QueueMessage]
    function_error: str | None = None


DIED = Answered((), "Unhandled")


@dataclass(frozen=True, slots=True)
class QueueFunction:
    """The function of one queue's mapping."""

    client: LambdaClient
    settings: QueueSettings
    faults: Faults

    def process(self, batch: Sequence[QueueMessage]) -> Answered:
        """Invoke with the batch, or with as much of it as a fault lets through; raises NotReached."""
        dies_on = self.faults.dies_on(self.settings.function_name, batch)
        if dies_on is None:
            return self._invoke(batch)
        if dies_on:
            self._invoke(batch[:dies_on])
        return DIED

    def _invoke(self, batch: Sequence[QueueMessage]) -> Answered:
        try:
            told = answer(self.client, self.settings.function_name, queue_event(batch))
        except FunctionRaised:
            return DIED
        return Answered(succeeded(self.settings, batch, told))
