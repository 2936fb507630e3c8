"""What a stream consumer does with a batch: decode, apply once, keep the refused, report the failed."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract, Reason
from domain import EVENT, DomainEvent
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.ledger import Failed, Outcome
from lambdas.core.quarantine import Quarantine, Refusal
from lambdas.core.records import Record
from lambdas.core.report import Report

MARGIN_MS = 15_000
"""Left before the timeout for the call under way and the quarantine, each with its retry."""

OUT_OF_TIME = Failed("the timeout is near")

Verdict: TypeAlias = Outcome | BrokenContract | Failed
Prepared = TypeVar("Prepared")


class Work(Protocol[Prepared]):
    """What a consumer does with events, each at most once."""

    @property
    def chunk(self) -> int:
        """How many it takes at once."""

    def prepare(self, event: DomainEvent, data: bytes) -> Prepared:
        """Make of an event, and the bytes that it was read from, what will be applied."""

    def apply(self, prepared: Sequence[Prepared]) -> Sequence[Verdict]:
        """Apply in order, and say what became of each."""


@dataclass(frozen=True, slots=True)
class _Ready(Generic[Prepared]):
    """A record that was read, and waits to be applied with its chunk."""

    prepared: Prepared


@dataclass(frozen=True, slots=True)
class StreamConsumer(Generic[Prepared]):
    """Works through the events of a stream; consumers differ in their `work` alone."""

    work: Work[Prepared]
    claims: Claims
    quarantine: Quarantine

    def handle(self, event: Mapping[str, Any], remaining_ms: Callable[[], int]) -> Report:
        """Work through the records in order and stop at the first that failed for a reason that may pass."""
        records = [Record.of(raw) for raw in event["Records"]]
        verdicts: list[Verdict] = []
        for chunk in _chunks(records, self.work.chunk):
            verdicts += self._apply(chunk) if remaining_ms() >= MARGIN_MS else [OUT_OF_TIME]
            if _failure(verdicts):
                break
        return settle(records, verdicts, self.quarantine)

    def _apply(self, chunk: Sequence[Record]) -> list[Verdict]:
        decoded = [self._decode(record) for record in chunk]
        outcomes = iter(self.work.apply([each.prepared for each in decoded if isinstance(each, _Ready)]))
        verdicts = [next(outcomes) if isinstance(each, _Ready) else each for each in decoded]
        return [_conflict() if verdict is Outcome.CONFLICT else verdict for verdict in verdicts]

    def _decode(self, record: Record) -> _Ready[Prepared] | Verdict:
        try:
            return _Ready(self._prepare(record))
        except BrokenContract as broken:
            return broken
        except (ClientError, BotoCoreError) as error:
            return Failed(str(error))

    def _prepare(self, record: Record) -> Prepared:
        data, event = record.data, contract.parse(record.data)
        if isinstance(event, Claim):
            data = self.claims.fetch(event)
            event = contract.parse_claimed(data, event)
        contract.refuse_future(event, record.arrived_at)
        return self.work.prepare(event, data)


def settle(records: Sequence[Record], verdicts: Sequence[Any], quarantine: Quarantine) -> Report:
    """Keep the refused of a batch, and report what became of it.

    A verdict is a text, BrokenContract or Failed; of records behind a Failed there need be none.
    """
    failure = _failure(verdicts)
    settled = list(zip(records, verdicts[: verdicts.index(failure)] if failure else verdicts, strict=False))
    refusals = [Refusal(record, cause) for record, cause in settled if isinstance(cause, BrokenContract)]
    if refusals and (unkept := _keep(quarantine, refusals)):
        failure, settled = unkept, settled[: records.index(refusals[0].record)]
    counts = Counter(_name(verdict) for _, verdict in settled)
    last = settled[-1][0].position if settled else None
    if not failure:
        return Report(counts, settled=last)
    return Report(counts, records[len(settled)].sequence_number, failure.cause, last)


def _keep(quarantine: Quarantine, refusals: Sequence[Refusal]) -> Failed | None:
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


def _chunks(records: Sequence[Record], size: int) -> Iterator[Sequence[Record]]:
    return (records[start : start + size] for start in range(0, len(records), size))


def _conflict() -> BrokenContract:
    return BrokenContract(Reason.CONFLICT, EVENT.id.name, "was applied before with another payload")
