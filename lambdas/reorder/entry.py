"""Turns the reorder domain into a Lambda handler of a queue: batches, logs and metrics."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.messages import Message
from lambdas.reorder.reorder import Outcome, Reorder

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

Handler: TypeAlias = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]

logger = Logger()
metrics = Metrics()


def queue_handler(reorder: Reorder) -> Handler:
    """Make the handler of a queue: each message for itself, and back to the queue only those that failed.

    https://docs.powertools.aws.dev/lambda/python/latest/utilities/batch/
    """
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
        reorder.orders.within(context)
        outcomes: Counter[Outcome] = Counter()

        def handle(record: "SQSRecord") -> None:
            message = Message.of(record.raw_event)
            outcomes[reorder.handle(message, context.get_remaining_time_in_millis)] += 1

        answer = process_partial_response(event, handle, processor, context)
        _tell(outcomes, [str(exception) for _, exception, _ in processor.exceptions])
        return dict(answer)

    return lambda_handler


def _tell(outcomes: Counter[Outcome], failures: list[str]) -> None:
    _count("OrdersPlaced", outcomes[Outcome.PLACED])
    _count("OrdersRepeated", outcomes[Outcome.REPEATED])
    _count("OrdersNotNeeded", outcomes[Outcome.NOT_NEEDED])
    _count("OrdersRefused", outcomes[Outcome.REFUSED])
    _count("OrdersFailed", len(failures))
    if outcomes[Outcome.REFUSED] or failures:
        logger.warning("batch not settled whole", extra={"counts": outcomes, "failures": failures})


def _count(name: str, value: int) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
