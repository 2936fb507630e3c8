"""The base of our Powertools batch processors: a batch is settled in order, up to where it stops.

https://docs.aws.amazon.com/powertools/python/latest/utilities/batch/
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from aws_lambda_powertools.utilities.batch import BasePartialBatchProcessor, EventType

from lambdas.core.batch_report import BatchReport

MARGIN_MS = 15_000
"""Left before the timeout for the call under way and the quarantine, each with its retry."""

RemainingMs: TypeAlias = Callable[[], int]
OnReport: TypeAlias = Callable[[BatchReport, RemainingMs], None]
"""Is given what became of a batch, before Lambda is answered."""


class BatchStopped(RuntimeError):
    """The cause for which a record, and all behind it, must come again."""


class OrderedProcessor(BasePartialBatchProcessor):
    """A batch processor of a stream: of all records only the first that must come again is reported.

    Powertools' own call the record handler and are done with a record; ours take what their record handler
    returns and apply it in chunks, one call for many records.
    """

    def __init__(self, event_type: EventType, on_report: OnReport) -> None:
        # That nothing of a batch could be settled is answered as any failure is: it starts at the first.
        super().__init__(event_type, raise_on_entire_batch_failure=False)
        self.on_report = on_report
        self.report = BatchReport(Counter())

    @abstractmethod
    def settle(self, remaining_ms: RemainingMs) -> BatchReport:
        """Work through `records` in order and stop at the first that failed for a reason that may pass."""

    def process(self) -> list[tuple[Any, ...]]:
        """Settle the batch; return Powertools' entry of the record at which it stopped, if it did."""
        remaining_ms = self.lambda_context.get_remaining_time_in_millis
        self.report = self.settle(remaining_ms)
        self.on_report(self.report, remaining_ms)
        if not self.report.stopped:
            return []
        stopped = BatchStopped(self.report.cause)
        return [self.failure_handler(self.report.stopped_at, (BatchStopped, stopped, None))]

    def _get_messages_to_report(self) -> Any:  # noqa: ANN401 (Powertools' type is for type checkers alone)
        """The lowest failed sequence number is the new checkpoint of the shard."""
        return [{"itemIdentifier": self.report.stopped_at}]

    async def _async_process_record(self, record: Any) -> NoReturn:  # noqa: ANN401
        raise NotImplementedError("records are settled in order: use process_partial_response")
