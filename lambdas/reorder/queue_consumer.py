"""A batch of messages becomes orders: each for itself, and only those that failed go back to the queue."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response

from lambdas.core.message_processor import MessageProcessor
from lambdas.core.messages import Message
from lambdas.reorder.reorder import Reorder, ReorderOutcome

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Handler: TypeAlias = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]

logger = Logger()
metrics = Metrics()


@dataclass(frozen=True, slots=True)
class QueueReport:
    """The result of a batch: counts by outcome, what kept the others, and the answer to Lambda."""

    counts: Counter[ReorderOutcome]
    failures: list[str]
    answer: dict[str, Any]


class QueueConsumer:
    """Reorders, a message at a time: https://docs.powertools.aws.dev/lambda/python/latest/utilities/batch/."""

    def __init__(self, reorder: Reorder) -> None:
        self._reorder = reorder
        self._processor = MessageProcessor()

    def handle(self, event: dict[str, Any], context: "LambdaContext") -> QueueReport:
        """Settle what can be settled; whatever is raised sends its message back to the queue."""
        self._reorder.orders.begin_invocation(context)
        counts: Counter[ReorderOutcome] = Counter()

        def settle(record: Message) -> None:
            counts[self._reorder.handle(record, context.get_remaining_time_in_millis)] += 1

        answer = process_partial_response(event, settle, self._processor, context)
        failures = [f"{type(cause).__name__}: {cause}" for _, cause, _ in self._processor.exceptions]
        return QueueReport(counts, failures, dict(answer))


def build_queue_handler(reorder: Reorder) -> Handler:
    """Make the handler of the queue of events about low stock."""
    consumer = QueueConsumer(reorder)

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
        report = consumer.handle(event, context)
        _emit(report)
        return report.answer

    return lambda_handler


def _emit(report: QueueReport) -> None:
    _count("OrdersPlaced", report.counts[ReorderOutcome.PLACED])
    _count("OrdersRepeated", report.counts[ReorderOutcome.REPEATED])
    _count("OrdersNotNeeded", report.counts[ReorderOutcome.NOT_NEEDED])
    _count("OrdersRefused", report.counts[ReorderOutcome.REFUSED])
    _count("OrdersHeld", report.counts[ReorderOutcome.HELD])
    _count("OrdersFailed", len(report.failures))
    if report.counts[ReorderOutcome.REFUSED] or report.failures:
        extra = {"counts": report.counts, "failures": report.failures}
        logger.warning("batch not settled whole", extra=extra)


def _count(name: str, value: int) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
