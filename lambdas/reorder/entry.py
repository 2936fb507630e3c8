"""Turns the reorder domain into a Lambda handler of a queue: logs and metrics."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from lambdas.reorder.batch import QueueConsumer, Report
from lambdas.reorder.reorder import Outcome, Reorder

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Handler: TypeAlias = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]

logger = Logger()
metrics = Metrics()


def queue_handler(reorder: Reorder) -> Handler:
    """Make the handler of the queue in which it is told what runs low."""
    consumer = QueueConsumer(reorder)

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
        report = consumer.handle(event, context)
        _tell(report)
        return report.answer

    return lambda_handler


def _tell(report: Report) -> None:
    _count("OrdersPlaced", report.counts[Outcome.PLACED])
    _count("OrdersRepeated", report.counts[Outcome.REPEATED])
    _count("OrdersNotNeeded", report.counts[Outcome.NOT_NEEDED])
    _count("OrdersRefused", report.counts[Outcome.REFUSED])
    _count("OrdersFailed", len(report.failures))
    if report.counts[Outcome.REFUSED] or report.failures:
        told = {"counts": report.counts, "failures": report.failures}
        logger.warning("batch not settled whole", extra=told)


def _count(name: str, value: int) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
