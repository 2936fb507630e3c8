"""Faults that a run injects where AWS's own happen: around an invocation and a write."""

from collections.abc import Sequence
from typing import Protocol

from twin.semantics.batches import InvocationBatch
from twin.semantics.firehose import Delivery
from twin.semantics.queue_batches import QueueMessage


class Faults(Protocol):
    """Asked before each invocation and delivery, from several threads."""

    def dies_after(self, function: str, batch: InvocationBatch) -> int | None:
        """After how many of the batch's records the function dies, its answer lost; None: it lives.

        0: before it started; all of them: the effects are done and only the acknowledgement is missing.
        """

    def writes_twice(self, stream: str, delivery: Delivery) -> bool:
        """Return whether Firehose misses S3's answer and writes the object again under another name."""

    def dies_on(self, function: str, messages: Sequence[QueueMessage]) -> int | None:
        """After how many of a queue's messages the function dies, as `dies_after` says of records."""

    def refuses(self, target_arn: str, attempt: int) -> bool:
        """Return whether a rule's target fails in a way that may pass; attempts are counted from 1."""


class NoFaults:
    """Nothing breaks."""

    def dies_after(self, function: str, batch: InvocationBatch) -> int | None:  # noqa: ARG002 - the protocol's
        return None

    def writes_twice(self, stream: str, delivery: Delivery) -> bool:  # noqa: ARG002 - the protocol's
        return False

    def dies_on(self, function: str, messages: Sequence[QueueMessage]) -> int | None:  # noqa: ARG002 - the protocol's
        return None

    def refuses(self, target_arn: str, attempt: int) -> bool:  # noqa: ARG002 - the protocol's
        return False
