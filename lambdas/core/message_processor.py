"""The base of a queue's Powertools batch processors: each message for itself, and what failed comes again.

https://docs.aws.amazon.com/powertools/python/latest/utilities/batch/
"""

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from lambdas.core.messages import Message


class MessageProcessor(BatchProcessor):
    """A batch processor whose record handler takes a Message, odd envelopes among them."""

    def __init__(self) -> None:
        # That nothing of a batch could be settled is answered as any failure is: all of it comes again.
        super().__init__(EventType.SQS, raise_on_entire_batch_failure=False)

    def _to_batch_type(self, record: Any, event_type: EventType, model: Any = None) -> Any:  # noqa: ANN401, ARG002 (Powertools')
        return Message.of(record)

    def _get_messages_to_report(self) -> Any:  # noqa: ANN401 (Powertools' type is for type checkers alone)
        """Name each that failed; the empty name of one without an id has its whole batch come again."""
        failed: list[Any] = self.fail_messages
        return [{"itemIdentifier": each} for each in dict.fromkeys(each.message_id for each in failed)]
