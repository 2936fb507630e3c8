"""The parts of a consumer's handler: settings, clients, its batch processor, logs and metrics."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from contracts.correction import Correction
from contracts.refusals import Reason
from lambdas.core import clients
from lambdas.core.batch_report import BatchReport
from lambdas.core.claims import Claims
from lambdas.core.consumer import EventConsumer, Prepared, Verdict, leave
from lambdas.core.correction_writer import apply_rows
from lambdas.core.ledger import ROWS_A_CALL, Ledger, Outcome
from lambdas.core.ledger_row import LedgerRow
from lambdas.core.positions import PositionNotWritten, Positions
from lambdas.core.processor import OnReport, RemainingMs
from lambdas.core.quarantine import Quarantine
from lambdas.core.settings import ConsumerSettings, LedgerSettings, ReaderSettings

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

logger = Logger()
metrics = Metrics()


def build_ledger_processor(settings: LedgerSettings) -> EventConsumer[LedgerRow]:
    """Make the processor of a consumer whose record handler returns rows, each inserted once.

    The ledger takes the place of Powertools' idempotency decorator (docs/decisions/0001-once-only-ledger.md).
    """
    dynamodb = clients.dynamodb()
    ledger = Ledger(dynamodb, settings.ledger_table)
    apply = partial(apply_rows, ledger)
    return build_stream_processor(apply, ROWS_A_CALL, settings, dynamodb, correct=LedgerRow.correct)


def build_stream_processor(
    apply: Callable[[Sequence[Prepared]], Sequence[Verdict]],
    chunk: int,
    settings: ConsumerSettings,
    dynamodb: "DynamoDBClient",
    correct: Callable[[Prepared, Correction], Prepared] = leave,
) -> EventConsumer[Prepared]:
    """Make the processor of a consumer that applies what its record handler returns, a chunk at a time."""
    s3 = clients.s3()
    return EventConsumer(
        apply=apply,
        chunk=chunk,
        claims=Claims(s3, settings.claims_bucket),
        quarantine=Quarantine(s3, settings.quarantine_bucket, settings.consumer),
        on_report=build_reporter(_emit, open_positions(dynamodb, settings, settings.consumer)),
        bounds=settings.bounds,
        correct=correct,
    )


def build_reporter(emit: Callable[[BatchReport], None], positions: Positions) -> OnReport:
    """Return what a processor does with its report: emit it, and note how far it is."""

    def on_report(report: BatchReport, remaining_ms: RemainingMs) -> None:
        emit(report)
        note(positions, report, remaining_ms())

    return on_report


def open_positions(dynamodb: "DynamoDBClient", settings: ReaderSettings, consumer: str) -> Positions:
    """Open the table in which a reader of a stream notes how far it is."""
    kept = timedelta(hours=int(settings.positions_hours))
    return Positions(dynamodb, settings.positions_table, consumer, kept)


def note(positions: Positions, report: BatchReport, remaining_ms: int) -> None:
    """Note how far the reader is. What it did counts, and not the note: one that fails is only counted."""
    if report.settled is None:
        return
    try:
        positions.reach(report.settled, remaining_ms)
    except PositionNotWritten as missed:
        count("PositionsMissed", 1)
        logger.warning("position not noted", extra={"cause": str(missed)})


def _emit(report: BatchReport) -> None:
    refused = sum(report.counts[reason] for reason in Reason)
    count("Applied", report.counts[Outcome.APPLIED] + report.counts[Outcome.CORRECTED])
    count("Repeated", report.counts[Outcome.REPEATED])
    count("Quarantined", refused)
    count("Conflicting", report.counts[Reason.CONFLICT])
    count("BatchesStopped", 1 if report.stopped else 0)
    if refused or report.stopped:
        extra = {"counts": report.counts, "stopped_at": report.stopped_at, "cause": report.cause}
        logger.warning("batch not applied whole", extra=extra)


def count(name: str, value: int) -> None:
    """Add to a metric of this invocation."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
