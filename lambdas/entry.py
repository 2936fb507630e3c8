"""Turns the work of a consumer into a Lambda handler: settings, clients, logs and metrics."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from lambdas import clients
from lambdas.claims import Claims
from lambdas.consumer import Prepared, StreamConsumer, Work
from lambdas.contracts import Sale
from lambdas.effects import Effects
from lambdas.once import Attributes, Ledger, Outcome
from lambdas.quarantine import Quarantine
from lambdas.refusals import Reason
from lambdas.report import Report
from lambdas.settings import ConsumerSettings, LedgerSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Handler: TypeAlias = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]

logger = Logger()
metrics = Metrics()


def ledger_handler(effect: Callable[[Sale], Attributes]) -> Handler:
    """Make the handler of a consumer that puts `effect` of each sale into its ledger, once."""
    settings = LedgerSettings.from_environment()
    return stream_handler(Effects(effect, Ledger(clients.dynamodb(), settings.ledger_table)), settings)


def stream_handler(work: Work[Prepared], settings: ConsumerSettings) -> Handler:
    """Make the handler of a consumer that does its `work` with each sale of the stream."""
    consumer = _consumer(work, settings)

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
        report = consumer.handle(event, context.get_remaining_time_in_millis)
        _tell(report)
        return report.answer

    return lambda_handler


def _consumer(work: Work[Prepared], settings: ConsumerSettings) -> StreamConsumer[Prepared]:
    s3 = clients.s3()
    return StreamConsumer(
        work=work,
        claims=Claims(s3, settings.claims_bucket),
        quarantine=Quarantine(s3, settings.quarantine_bucket, settings.consumer),
    )


def _tell(report: Report) -> None:
    refused = sum(report.counts[reason] for reason in Reason)
    count("SalesApplied", report.counts[Outcome.APPLIED])
    count("SalesRepeated", report.counts[Outcome.REPEATED])
    count("SalesQuarantined", refused)
    count("SalesConflicting", report.counts[Reason.CONFLICT])
    count("BatchesStopped", 1 if report.stopped_at else 0)
    if refused or report.stopped_at:
        told = {"counts": report.counts, "stopped_at": report.stopped_at, "cause": report.cause}
        logger.warning("batch not applied whole", extra=told)


def count(name: str, value: int) -> None:
    """Add to a metric of this invocation."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
