"""What becomes of a batch of messages: each for itself, and back to the queue only those that failed."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.core.messages import Message
from lambdas.reorder.reorder import Outcome, Reorder

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a batch: counts by outcome, what kept the others, and the answer to Lambda."""

    counts: Counter[Outcome]
    failures: list[str]
    answer: dict[str, Any]


class QueueConsumer:
    """Reorders, a message at a time: https://docs.powertools.aws.dev/lambda/python/latest/utilities/batch/."""

    def __init__(self, reorder: Reorder) -> None:
        self._reorder = reorder
        self._processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

    def handle(self, event: dict[str, Any], context: "LambdaContext") -> Report:
        """Settle what can be settled; whatever is raised sends its message back to the queue."""
        self._reorder.orders.within(context)
        counts: Counter[Outcome] = Counter()

        def settle(record: "SQSRecord") -> None:
            message = Message.of(record.raw_event)
            counts[self._reorder.handle(message, context.get_remaining_time_in_millis)] += 1

        answer = process_partial_response(event, settle, self._processor, context)
        failures = [f"{type(cause).__name__}: {cause}" for _, cause, _ in self._processor.exceptions]
        return Report(counts, failures, dict(answer))
