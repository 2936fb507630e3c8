"""Turns the work of a consumer into a Lambda handler: settings, clients, logs and metrics."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from contracts.consumer_spec import Effect
from contracts.refusals import Reason
from domain import DomainEvent
from lambdas.core import clients
from lambdas.core.claims import Claims
from lambdas.core.consumer import Prepared, StreamConsumer, Work
from lambdas.core.effects import Effects
from lambdas.core.ledger import Ledger, Outcome
from lambdas.core.positions import NotNoted, Positions
from lambdas.core.quarantine import Quarantine
from lambdas.core.report import Report
from lambdas.core.settings import ConsumerSettings, LedgerSettings, ReaderSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from types_boto3_dynamodb import DynamoDBClient

Handler: TypeAlias = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]

logger = Logger()
metrics = Metrics()


def ledger_handler(effect: Callable[[DomainEvent], Effect]) -> Handler:
    """Make the handler of a consumer that puts `effect` of each event into its ledger, once."""
    settings, dynamodb = LedgerSettings.from_environment(), clients.dynamodb()
    return stream_handler(Effects(effect, Ledger(dynamodb, settings.ledger_table)), settings, dynamodb)


def stream_handler(work: Work[Prepared], settings: ConsumerSettings, dynamodb: "DynamoDBClient") -> Handler:
    """Make the handler of a consumer that does its `work` with each event of the stream."""
    consumer = _consumer(work, settings)
    positions = positions_in(dynamodb, settings, settings.consumer)

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
        report = consumer.handle(event, context.get_remaining_time_in_millis)
        _tell(report)
        note(positions, report, context.get_remaining_time_in_millis())
        return report.answer

    return lambda_handler


def positions_in(dynamodb: "DynamoDBClient", settings: ReaderSettings, consumer: str) -> Positions:
    """Where a reader of a stream notes how far it is."""
    kept = timedelta(hours=int(settings.positions_hours))
    return Positions(dynamodb, settings.positions_table, consumer, kept)


def note(positions: Positions, report: Report, remaining_ms: int) -> None:
    """Note how far the reader is. What it did counts, and not the note: one that fails is only counted."""
    if report.settled is None:
        return
    try:
        positions.reach(report.settled, remaining_ms)
    except NotNoted as missed:
        count("PositionsMissed", 1)
        logger.warning("position not noted", extra={"cause": str(missed)})


def _consumer(work: Work[Prepared], settings: ConsumerSettings) -> StreamConsumer[Prepared]:
    s3 = clients.s3()
    return StreamConsumer(
        work=work,
        claims=Claims(s3, settings.claims_bucket),
        quarantine=Quarantine(s3, settings.quarantine_bucket, settings.consumer),
    )


def _tell(report: Report) -> None:
    refused = sum(report.counts[reason] for reason in Reason)
    count("Applied", report.counts[Outcome.APPLIED])
    count("Repeated", report.counts[Outcome.REPEATED])
    count("Quarantined", refused)
    count("Conflicting", report.counts[Reason.CONFLICT])
    count("BatchesStopped", 1 if report.stopped_at else 0)
    if refused or report.stopped_at:
        told = {"counts": report.counts, "stopped_at": report.stopped_at, "cause": report.cause}
        logger.warning("batch not applied whole", extra=told)


def count(name: str, value: int) -> None:
    """Add to a metric of this invocation."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
