"""What goes to a function at once, what came back, and what is given up."""

from dataclasses import dataclass
from typing import Any, Literal, Self

from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import StreamRecord


@dataclass(frozen=True, slots=True)
class InvocationBatch:
    """Records of one shard for one invocation; of its `attempts`, only `retries` count for the quota."""

    records: tuple[StreamRecord, ...]
    attempts: int = 0
    retries: int = 0
    due_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Discarded:
    """Records that the mapping gives up: they go to the failure destination, or nowhere."""

    records: tuple[StreamRecord, ...]
    condition: Literal["RetryAttemptsExhausted", "RecordAgeExceeded"]
    attempts: int
    function_error: str | None = None


@dataclass(frozen=True, slots=True)
class InvocationOutcome:
    """The batch is settled up to the record at `resend_from`, an index into its records."""

    resend_from: int
    function_error: str | None = None

    @classmethod
    def failed(cls) -> Self:
        """Return what a function that raised, timed out or died comes to: nothing of the batch is done."""
        return cls(resend_from=0, function_error="Unhandled")


def judge(settings: MappingSettings, batch: InvocationBatch, response: object) -> InvocationOutcome:
    """Read a function's response.

    "Lambda uses the record with the lowest sequence number as the checkpoint. Lambda then retries all records
    starting from that checkpoint." An empty or null list or response is a complete success; an identifier
    that is empty, null or under a bad key is a complete failure, and so (modelled) is one of no record here.
    https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    """
    if not settings.reports_item_failures or not response:
        return InvocationOutcome(resend_from=len(batch.records))
    if not isinstance(response, dict):
        return InvocationOutcome(resend_from=0)
    return _checkpoint(batch, response.get("batchItemFailures") or [])


def _checkpoint(batch: InvocationBatch, failures: list[Any]) -> InvocationOutcome:
    positions = {record.sequence_number: index for index, record in enumerate(batch.records)}
    try:
        failed = [positions[failure["itemIdentifier"]] for failure in failures]
    except (KeyError, TypeError):
        return InvocationOutcome(resend_from=0)
    return InvocationOutcome(resend_from=min(failed, default=len(batch.records)))
