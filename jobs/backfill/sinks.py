"""Where accepted events go: in bulk into the raw archive, or on the stream at a limited rate."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from jobs.backfill.backfill_storage import BackfillStorage
from jobs.backfill.chunks import HistoryChunk
from jobs.backfill.events import AcceptedEvent
from jobs.backfill.faults import TemporaryFault
from producer import Producer

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

LONGEST_BURST = 500
"""Events that are handed over at once; in between the rate and the hours are kept."""


class Sink(Protocol):
    """Takes a part of a chunk; when it returns, the part is safe."""

    def take(
        self, chunk: HistoryChunk, part: int, hour: datetime, events: Sequence[AcceptedEvent], /
    ) -> None:
        """Take events; raises TemporaryFault."""


class RawSink:
    """Writes each part as one object; no consumer reads it by itself, a rebuild applies it to the ledgers."""

    def __init__(self, storage: BackfillStorage) -> None:
        self._storage = storage

    def take(self, chunk: HistoryChunk, part: int, hour: datetime, events: Sequence[AcceptedEvent]) -> None:
        """Write an object; one that is there stays."""
        self._storage.archive(chunk, part, hour, [each.data for each in events])


class StreamSink:
    """Sends as every producer does, so that everything after is the same; what comes again has no effect."""

    def __init__(
        self,
        kinesis: "KinesisClient",
        stream: str,
        rate: float,
        require_time: Callable[[], None],
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Send at most `rate` events a second, as long as `require_time` doesn't raise."""
        self._kinesis, self._stream, self._rate = kinesis, stream, rate
        self._require_time, self._pause, self._now = require_time, pause, now

    def take(
        self, _chunk: HistoryChunk, _part: int, _hour: datetime, events: Sequence[AcceptedEvent]
    ) -> None:
        """Send events in their order, each key's one after another; raises TemporaryFault."""
        burst = max(1, min(LONGEST_BURST, int(self._rate)))
        with TemporaryDirectory() as directory:
            spool = Path(directory) / "events.spool"
            with Producer(
                self._stream, kinesis=self._kinesis, spool=spool, report=lambda _: None
            ) as producer:
                for first in range(0, len(events), burst):
                    self._send(producer, events[first : first + burst])

    def _send(self, producer: Producer, events: Sequence[AcceptedEvent]) -> None:
        self._require_time()
        began = self._now()
        producer.send(*(each.data for each in events))
        if waiting := producer.flush():
            raise TemporaryFault(f"the stream {self._stream} didn't take {waiting} events: run again")
        self._pause(max(0.0, began + len(events) / self._rate - self._now()))
