"""Turns the intake of a queue into a Lambda handler: logs and metrics."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from lambdas.core import clients
from lambdas.core.adapters.admission import Admission
from lambdas.core.adapters.queue_intake import IntakeReport, IntakeResult, Open, QueueIntake, whole_body
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from lambdas.core.settings import IntakeSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Handler: TypeAlias = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]

logger = Logger()
metrics = Metrics()


def build_intake_handler(settings: IntakeSettings, open_message: Open = whole_body) -> Handler:
    """Make the handler of a queue whose messages become records of the stream."""
    intake = QueueIntake(
        admission=Admission(int(settings.record_bytes), settings.bounds.oldest_day),
        stream=KinesisWriter(clients.kinesis(), settings.stream),
        quarantine=MessageQuarantine(clients.s3(), settings.quarantine_bucket, settings.consumer),
        open=open_message,
    )

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
        report = intake.handle(event)
        emit(report)
        return report.response

    return lambda_handler


def emit(report: IntakeReport) -> None:
    """Count what became of a batch, and log what was not put."""
    count("EventsPut", report.counts[IntakeResult.PUT])
    count("EventsQuarantined", report.counts[IntakeResult.QUARANTINED])
    count("EventsFailed", report.counts[IntakeResult.FAILED])
    if report.counts[IntakeResult.PUT] < report.counts.total():
        extra = {"counts": report.counts, "failures": report.failures}
        logger.warning("batch not put whole", extra=extra)


def count(name: str, value: int) -> None:
    """Add to a metric of this invocation."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
