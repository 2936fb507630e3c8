"""One lane of a shard: batches its records, retries, splits and gives up, one invocation at a time."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from twin.semantics.batches import Discarded, InvocationBatch, InvocationOutcome
from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import StreamRecord

PAYLOAD_LIMIT = 6 * 1024 * 1024
IMMEDIATELY = float("-inf")

Backoff = Callable[[int], float]


def exponential(retry: int) -> float:
    """Return the seconds before a retry, counted from 1; modelled, because AWS doesn't publish its waits."""
    return min(60.0, 0.5 * 2.0 ** min(retry - 1, 10))


class Lane:
    """A state machine without clock or thread: offer records, take the next batch, settle it, repeat.

    "The event source mapping that reads records from your Kinesis stream, invokes your function
    synchronously, and retries on errors." https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
    """

    def __init__(self, settings: MappingSettings, backoff: Backoff = exponential) -> None:
        self._settings = settings
        self._backoff = backoff
        self._waiting: deque[StreamRecord] = deque()
        self._waiting_bytes = 0
        self._window_opened = IMMEDIATELY
        self._retrying: list[InvocationBatch] = []  # a stack, so that the earliest records go first
        self._busy = False

    @property
    def backlog(self) -> int:
        """Return the records that were never sent."""
        return len(self._waiting)

    @property
    def drained(self) -> bool:
        return not (self._waiting or self._retrying or self._busy)

    def offer(self, records: Sequence[StreamRecord], now: float) -> None:
        """Append records as they were read from the shard."""
        if not self._waiting:
            self._window_opened = max(self._window_opened, now)
        self._waiting.extend(records)
        self._waiting_bytes += sum(record.event_bytes for record in records)

    def due_at(self, *, closing: bool = False) -> float | None:
        """Return when there is something to take, or None while the lane waits for records or an outcome.

        "Lambda continues to read records from the event source until it has gathered a full batch, the
        batching window expires, or the batch reaches the payload limit of 6 MB." "The next batching window
        begins as soon as the previous function invocation completes", or (modelled) with the first record
        if none waits then. `closing` takes the window for passed: nothing more is coming.
        https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
        """
        if self._busy or self.drained:
            return None
        if self._retrying:
            return self._retrying[-1].due_at
        if len(self._waiting) >= self._settings.batch_size or self._waiting_bytes >= PAYLOAD_LIMIT:
            return IMMEDIATELY
        window = 0 if closing else self._settings.maximum_batching_window_in_seconds
        return self._window_opened + window

    def take(self, now: float, *, closing: bool = False) -> InvocationBatch | Discarded | None:
        """Return the next batch to invoke with and settle, or records that grew too old for it.

        MaximumRecordAgeInSeconds: "The maximum age of a record that Lambda sends to your function."
        https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
        """
        due = self.due_at(closing=closing)
        if due is None or now < due:
            return None
        batch = self._retrying.pop() if self._retrying else self._gather()
        expired = tuple(record for record in batch.records if self._too_old(record, now))
        if expired:
            self._retry(batch, tuple(record for record in batch.records if not self._too_old(record, now)))
            return Discarded(expired, "RecordAgeExceeded", batch.attempts)
        self._busy = True
        return replace(batch, attempts=batch.attempts + 1)

    def settle(self, batch: InvocationBatch, outcome: InvocationOutcome, now: float) -> Discarded | None:
        """Checkpoint, split, retry or discard; the parts of a split are sent without a wait (modelled).

        "Splitting batches doesn't consume the retry quota."
        https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
        "When a partial batch success response is received and both BisectBatchOnFunctionError and
        ReportBatchItemFailures are turned on, the batch is bisected at the returned sequence number and
        Lambda retries only the remaining records."
        https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
        """
        self._released(now)
        left = batch.records[outcome.resend_from :]
        if not left:
            return None
        if self._settings.bisect_batch_on_function_error and len(batch.records) > 1:
            self._split(batch, left, at_checkpoint=outcome.resend_from > 0)
        elif batch.retries == self._settings.maximum_retry_attempts:
            return Discarded(left, "RetryAttemptsExhausted", batch.attempts, outcome.function_error)
        else:
            retry = batch.retries + 1
            self._retry(replace(batch, retries=retry, due_at=now + self._backoff(retry)), left)
        return None

    def postpone(self, batch: InvocationBatch, now: float) -> None:
        """Send the batch later.

        Retry attempts: "This doesn't apply to service errors or throttles where the batch didn't reach the
        function."
        https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
        """
        self._released(now)
        attempts = batch.attempts - 1
        self._retry(replace(batch, attempts=attempts, due_at=now + self._backoff(1)), batch.records)

    def _released(self, now: float) -> None:
        self._busy = False
        self._window_opened = now

    def _retry(self, batch: InvocationBatch, records: tuple[StreamRecord, ...]) -> None:
        if records:
            self._retrying.append(replace(batch, records=records))

    def _split(self, batch: InvocationBatch, left: tuple[StreamRecord, ...], *, at_checkpoint: bool) -> None:
        half = 0 if at_checkpoint else len(left) // 2
        self._retry(batch, left[half:])
        self._retry(batch, left[:half])

    def _gather(self) -> InvocationBatch:
        taken = [self._waiting.popleft()]
        room = PAYLOAD_LIMIT - taken[0].event_bytes
        while self._waiting and len(taken) < self._settings.batch_size:
            room -= self._waiting[0].event_bytes
            if room < 0:
                break
            taken.append(self._waiting.popleft())
        self._waiting_bytes -= sum(record.event_bytes for record in taken)
        return InvocationBatch(tuple(taken))

    def _too_old(self, record: StreamRecord, now: float) -> bool:
        limit = self._settings.maximum_record_age_in_seconds
        return limit != -1 and now - record.arrived_at > limit
