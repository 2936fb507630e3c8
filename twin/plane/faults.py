"""Faults that a run injects where AWS's own happen: around an invocation and an object write."""

from typing import Protocol

from twin.semantics.batches import Batch
from twin.semantics.firehose import Delivery


class Faults(Protocol):
    """Asked before each invocation and delivery, from several threads."""

    def dies_after(self, function: str, batch: Batch) -> int | None:
        """After how many of the batch's records the function dies, its answer lost; None: it lives.

        0: before it started; all of them: the effects are done and only the acknowledgement is missing.
        """

    def writes_twice(self, stream: str, delivery: Delivery) -> bool:
        """Whether Firehose misses S3's answer and writes the object again under another name."""


class NoFaults:
    """Nothing breaks."""

    def dies_after(self, function: str, batch: Batch) -> int | None:  # noqa: ARG002 - the protocol's
        return None

    def writes_twice(self, stream: str, delivery: Delivery) -> bool:  # noqa: ARG002 - the protocol's
        return False
