"""Turns an effect into a Lambda handler: settings, clients, logs and metrics."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from lambdas import clients
from lambdas.claims import Claims
from lambdas.consumer import Report, StreamConsumer
from lambdas.contracts import Sale
from lambdas.once import Attributes, Ledger, Outcome
from lambdas.quarantine import Quarantine
from lambdas.refusals import Reason
from lambdas.settings import Settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Handler: TypeAlias = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]

logger = Logger()
metrics = Metrics()


def stream_handler(effect: Callable[[Sale], Attributes]) -> Handler:
    """Make the handler of a consumer that applies `effect` to each sale of its stream, once."""
    consumer = _consumer(effect, Settings.from_environment())

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
        report = consumer.handle(event, context.get_remaining_time_in_millis)
        _tell(report)
        return report.answer

    return lambda_handler


def _consumer(effect: Callable[[Sale], Attributes], settings: Settings) -> StreamConsumer:
    s3 = clients.s3()
    return StreamConsumer(
        effect=effect,
        ledger=Ledger(clients.dynamodb(), settings.ledger_table),
        claims=Claims(s3, settings.claims_bucket),
        quarantine=Quarantine(s3, settings.quarantine_bucket, settings.consumer),
    )


def _tell(report: Report) -> None:
    refused = sum(report.counts[reason] for reason in Reason)
    _count("SalesApplied", report.counts[Outcome.APPLIED])
    _count("SalesRepeated", report.counts[Outcome.REPEATED])
    _count("SalesQuarantined", refused)
    _count("SalesConflicting", report.counts[Reason.CONFLICT])
    _count("BatchesStopped", 1 if report.stopped_at else 0)
    if refused or report.stopped_at:
        told = {"counts": report.counts, "stopped_at": report.stopped_at, "cause": report.cause}
        logger.warning("batch not applied whole", extra=told)


def _count(name: str, value: int) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
