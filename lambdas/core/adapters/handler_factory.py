"""The parts of the handler of a queue whose messages become records: batch processor, logs and metrics."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from lambdas.core import clients
from lambdas.core.adapters.admission import Admission
from lambdas.core.adapters.queue_intake import IntakeReport, IntakeResult, QueueIntake
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from lambdas.core.settings import IntakeSettings

logger = Logger()
metrics = Metrics()


def build_intake_processor(settings: IntakeSettings) -> QueueIntake:
    """Make the processor of a queue's messages, which become records of the stream."""
    return QueueIntake(
        admission=Admission(settings.bounds.oldest_day),
        stream=KinesisWriter(clients.kinesis(), settings.stream),
        quarantine=MessageQuarantine(clients.s3(), settings.quarantine_bucket, settings.consumer),
        on_report=emit,
    )


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
