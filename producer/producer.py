"""The producer: events go to disk first, and from there to the stream in the order of each partition."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from producer.claims import ClaimBucket
from producer.event import encode
from producer.outcomes import Accepted, Damaged, Outcome
from producer.spool import Spool, SpoolEntry
from producer.stream import BYTES_A_RECORD, StreamWriter

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

ATTEMPTS = 6
FIRST_BACKOFF_SECONDS = 0.1


class Producer:
    """Sends events at least once, each partition's in their order; for one thread.

    A request holds at most one event of each partition, and a partition's next goes when this one has its
    sequence number: PutRecords goes on behind a record that fails, so two of a partition in one request
    could change places (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html).
    The price: a partition alone sends one event a round trip, while many share one. Kinesis orders what it
    takes by arrival; more it promises only to PutRecord with SequenceNumberForOrdering, a call an event.
    """

    def __init__(
        self,
        stream: str,
        *,
        kinesis: "KinesisClient",
        spool: Path,
        report: Callable[[Outcome], None],
        claims: ClaimBucket | None = None,
        record_bytes: int = BYTES_A_RECORD,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Send through this client, which need not retry by itself; keep what waits in the file `spool`.

        `report` hears of each event that is accepted, of one that the disk has damaged, and of the first of
        each partition that a flush gave up on; after a crash it may hear of one again. `record_bytes` is what
        the stream's largest record may have, the output RecordBytes of its stack.
        """
        self._stream = StreamWriter(stream, kinesis=kinesis, claims=claims, record_bytes=record_bytes)
        self._spool = Spool(spool)
        self._report = report
        self._sleep = sleep
        self._jitter = jitter

    def send(self, *events: Mapping[str, object] | bytes) -> None:
        """Keep the events for the next flush, all or none; when this returns, they are safe on disk.

        Raises UnsendableEvent for one that can never be sent, SpoolFailed if the disk doesn't take them:
        either way they are still the caller's.
        """
        self._spool.append([self._stream.require_sendable(encode(event)) for event in events])

    def flush(self) -> int:
        """Send what waits, until the stream has it or failed ATTEMPTS times; return how many still wait.

        While the stream is away this takes ATTEMPTS timeouts of the client and about 1.5 seconds of backoff.
        """
        tries: Counter[str] = Counter()
        while wave := self._next_wave(tries):
            self._back_off(max(tries[one.event.partition] for one in wave))
            self._deliver(wave, tries)
        return len(self._spool)

    def close(self) -> None:
        """Let go of the spool; what waits in it goes with a later flush."""
        self._spool.close()

    def __enter__(self) -> Self:
        """Return the producer; leaving flushes, unless by an exception, and closes."""
        return self

    def __exit__(
        self, error: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Send what waits and let go of the spool."""
        try:
            if error is None:
                self.flush()
        finally:
            self.close()

    def _next_wave(self, tries: Counter[str]) -> list[SpoolEntry]:
        given_up = [partition for partition, count in tries.items() if count == ATTEMPTS]
        wave = list(self._stream.fill_request(self._spool.read_heads(without=given_up)))
        if not (damaged := [one for one in wave if not one.intact]):
            return wave
        self._spool.set_aside(damaged)
        for one in damaged:
            self._report(Damaged(one.event.event_id))
        return self._next_wave(tries)

    def _back_off(self, failures: int) -> None:
        """Wait as in "full jitter": https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/."""
        if failures:
            self._sleep(self._jitter() * FIRST_BACKOFF_SECONDS * 2 ** (failures - 1))

    def _deliver(self, wave: list[SpoolEntry], tries: Counter[str]) -> None:
        outcomes = self._stream.put([one.event for one in wave])
        for one, outcome in zip(wave, outcomes, strict=True):
            partition = one.event.partition
            tries[partition] = 0 if isinstance(outcome, Accepted) else tries[partition] + 1
            if tries[partition] in (0, ATTEMPTS):
                self._report(outcome)
        # Reported first, removed then: a crash between the two reports it twice, and never not at all.
        self._spool.remove([one for one in wave if tries[one.event.partition] == 0])
