"""The step that works: one version of one object, batch by batch, at its share of the replay's rate."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from lambdas.core import raw
from lambdas.core.replay.batches import RECORDS_A_CALL, ReplayBatch, ReplayedRecord, split_batches
from lambdas.core.replay.checkpoint import Checkpoint, Checkpoints
from lambdas.core.replay.finish import REPLACED
from lambdas.core.replay.progress import Chunk
from lambdas.core.replay.run import ReplayHeader, Replays, State
from lambdas.core.time_bounds import TimeBounds

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

WORK_SECONDS = 40
CALL_SECONDS = 1
"""A call carries no more than is due in so long: load comes evenly, and a pause is heard soon."""


class Destination(Protocol):
    """The target of replayed records."""

    def put(self, records: Sequence[ReplayedRecord]) -> int:
        """Put all, any number of times to the same effect, or raise; return how many were fit to be put."""


@dataclass(frozen=True)
class ChunkWorker:
    """Works chunks off, at most `at_once` of them in all functions together."""

    replays: Replays
    checkpoints: Checkpoints
    s3: "S3Client"
    bucket: str
    destination: Callable[[ReplayHeader, Chunk], Destination]
    at_once: int
    bounds: TimeBounds
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def work(self, chunk: Chunk) -> Mapping[str, object]:
        """Go on with a chunk for a while, or to its end; answer whether it is `done`, and the `state`.

        How far it has come is written down behind every call: killed anywhere, it goes on from there, and
        what was put twice has no effect.
        """
        began = self.clock()
        header = self.replays.header(chunk.replay)
        [at] = self.checkpoints.of(chunk.replay, [chunk])
        if at.done:
            return {"done": True, "state": _state(header, chunk)}
        destination = self.destination(header, chunk)
        for batch in self._batches(header, chunk, at):
            if (state := _state(self.replays.header(chunk.replay), chunk)) != State.RUNNING:
                return {"done": False, "state": state}
            at = self._put(chunk, batch, at, destination, self._pace(header))
            if at.done or self.clock() - began >= WORK_SECONDS:
                break
        return {"done": at.done, "state": State.RUNNING}

    def _put(
        self, chunk: Chunk, batch: ReplayBatch, at: Checkpoint, destination: Destination, pace: float
    ) -> Checkpoint:
        """Put a batch, write that down, and wait for as long as so many records may take."""
        began = self.clock()
        sent = destination.put(batch.records) if batch.records else 0
        left_out = batch.left_out + len(batch.records) - sent
        at = Checkpoint(batch.line, at.sent + sent, at.left_out + left_out, done=batch.last)
        self.checkpoints.keep(chunk.replay, chunk, at)
        if (early := began + len(batch.records) / pace - self.clock()) > 0:
            self.sleep(early)
        return at

    def _batches(self, header: ReplayHeader, chunk: Chunk, at: Checkpoint) -> Iterator[ReplayBatch]:
        return split_batches(
            raw.read_version(self.s3, self.bucket, chunk.key, chunk.readable),
            after=at.line,
            most=min(RECORDS_A_CALL, math.ceil(self._pace(header) * CALL_SECONDS)),
            only=header.partition,
            arrived_at=datetime.fromisoformat(chunk.arrived_at),
            oldest=self.bounds.of_object(chunk.key),
        )

    def _pace(self, header: ReplayHeader) -> float:
        """Records a second: as many chunks as there may be at once then keep to the rate together."""
        return header.rate / max(1, min(self.at_once, header.chunks))


def _state(header: ReplayHeader, chunk: Chunk) -> str:
    return header.state if header.executions == chunk.execution else REPLACED
