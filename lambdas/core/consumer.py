"""The work of a stream consumer on a batch: decode, apply once, keep the refused, report the failed."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from aws_lambda_powertools.utilities.batch import EventType
from botocore.exceptions import BotoCoreError, ClientError

from contracts.correction import Correction
from contracts.refusals import BrokenContract, Reason
from domain import EVENT
from lambdas.core import contract
from lambdas.core.aggregates import split_aggregates
from lambdas.core.batch_report import BatchReport, Position
from lambdas.core.claims import Claims
from lambdas.core.ledger import Failed, Outcome
from lambdas.core.processor import MARGIN_MS, OnReport, OrderedProcessor, RemainingMs
from lambdas.core.quarantine import Quarantine, RejectedRecord
from lambdas.core.records import KinesisRecord
from lambdas.core.time_bounds import TimeBounds

OUT_OF_TIME = Failed("the timeout is near")

Verdict: TypeAlias = StrEnum | BrokenContract | Failed
Prepared = TypeVar("Prepared")


def leave(prepared: Prepared, _: Correction) -> Prepared:
    """Take a correction for an event like any other."""
    return prepared


class KinesisConsumer(OrderedProcessor):
    """Works through the records of a shard, `chunk` at once, and keeps the refused in `quarantine`."""

    def __init__(self, chunk: int, quarantine: Quarantine, on_report: OnReport) -> None:
        super().__init__(EventType.KinesisDataStreams, on_report)
        self.chunk = chunk
        self.quarantine = quarantine

    @abstractmethod
    def apply_chunk(self, records: Sequence[KinesisRecord]) -> Sequence[Any]:
        """Apply records, at most `chunk`; return a text, BrokenContract or Failed for each."""

    def settle(self, remaining_ms: RemainingMs) -> BatchReport:
        """Work through the records in order and stop at the first that failed for a reason that may pass."""
        records = list(split_aggregates(KinesisRecord.of(raw) for raw in self.records))
        verdicts: list[Any] = []
        for chunk in _chunks(records, self.chunk):
            verdicts += self.apply_chunk(chunk) if remaining_ms() >= MARGIN_MS else [OUT_OF_TIME]
            if _failure(verdicts):
                break
        return report_batch(records, verdicts, self.quarantine)


@dataclass(frozen=True, slots=True)
class _Ready(Generic[Prepared]):
    """A record that was read, and waits to be applied with its chunk."""

    prepared: Prepared


class EventConsumer(KinesisConsumer, Generic[Prepared]):
    """Works through the events of a stream; its record handler makes of one and its bytes what is applied.

    `apply` takes at most `chunk` of what the record handler returned, in order. `correct` makes of that, for
    an operator's correction, what goes into the place of what was applied; without it a correction is an
    event like any other.
    """

    def __init__(
        self,
        apply: Callable[[Sequence[Prepared]], Sequence[Verdict]],
        chunk: int,
        claims: Claims,
        quarantine: Quarantine,
        on_report: OnReport,
        bounds: TimeBounds,
        correct: Callable[[Prepared, Correction], Prepared] = leave,
    ) -> None:
        super().__init__(chunk, quarantine, on_report)
        self.apply = apply
        self.claims = claims
        self.bounds = bounds
        self.correct = correct

    def apply_chunk(self, records: Sequence[KinesisRecord]) -> Sequence[Verdict]:
        """Apply what can be read of a chunk."""
        read = [self._process_record(record) for record in records]
        outcomes = iter(self.apply([each.prepared for each in read if isinstance(each, _Ready)]))
        verdicts = [next(outcomes) if isinstance(each, _Ready) else each for each in read]
        return [_conflict() if verdict is Outcome.CONFLICT else verdict for verdict in verdicts]

    def _process_record(self, record: Any) -> _Ready[Prepared] | Verdict:  # noqa: ANN401 (Powertools has dict)
        try:
            return _Ready(self._read(record))
        except BrokenContract as broken:
            return broken
        except (ClientError, BotoCoreError) as error:
            return Failed(str(error))

    def _read(self, record: KinesisRecord) -> Prepared:
        whole = contract.read_event(record.received, self.claims)
        whole.refuse_times(record.arrived_at, self._oldest(record))
        prepared: Prepared = self.handler(whole.event, whole.data)
        return self.correct(prepared, whole.correction) if whole.correction else prepared

    def _oldest(self, record: KinesisRecord) -> date:
        return self.bounds.oldest_history_day if record.is_backfilled else self.bounds.oldest_day


def report_batch(
    records: Sequence[KinesisRecord], verdicts: Sequence[Any], quarantine: Quarantine
) -> BatchReport:
    """Keep the refused of a batch, and report what became of it.

    A verdict is a text, BrokenContract or Failed; of records behind a Failed there need be none.
    """
    failure = _failure(verdicts)
    settled = list(zip(records, verdicts[: verdicts.index(failure)] if failure else verdicts, strict=False))
    refusals = [
        RejectedRecord(record, cause) for record, cause in settled if isinstance(cause, BrokenContract)
    ]
    if refusals and (unkept := _keep(quarantine, refusals)):
        failure, settled = unkept, settled[: records.index(refusals[0].record)]
    counts = Counter(_name(verdict) for _, verdict in settled)
    if not failure:
        return BatchReport(counts, settled=_last(settled))
    # All of an aggregate comes again, what was settled of it too.
    stopped_at = records[len(settled)].sequence_number
    whole = [each for each in settled if each[0].sequence_number != stopped_at]
    return BatchReport(counts, stopped_at, failure.cause, _last(whole))


def _last(settled: Sequence[tuple[KinesisRecord, Any]]) -> Position | None:
    return next((record.position for record, _ in reversed(settled) if record.fault is None), None)


def _keep(quarantine: Quarantine, refusals: Sequence[RejectedRecord]) -> Failed | None:
    """What can't be quarantined must be delivered again, whatever the code: no record can cause it."""
    try:
        quarantine.keep(refusals)
    except (ClientError, BotoCoreError) as error:
        return Failed(str(error))
    return None


def _failure(verdicts: Sequence[Any]) -> Failed | None:
    return next((verdict for verdict in verdicts if isinstance(verdict, Failed)), None)


def _name(verdict: StrEnum | BrokenContract) -> str:
    return str(verdict.reason if isinstance(verdict, BrokenContract) else verdict)


def _chunks(records: Sequence[KinesisRecord], size: int) -> Iterator[Sequence[KinesisRecord]]:
    return (records[start : start + size] for start in range(0, len(records), size))


def _conflict() -> BrokenContract:
    return BrokenContract(Reason.CONFLICT, EVENT.id.name, "was applied before with another payload")
