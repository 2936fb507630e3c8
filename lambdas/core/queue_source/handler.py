"""An application's messages, each one event, go on the stream."""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response

from lambdas.core.adapters.handler_factory import build_intake_processor, logger, metrics
from lambdas.core.adapters.queue_intake import whole_body
from lambdas.core.settings import IntakeSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

processor = build_intake_processor(IntakeSettings.from_environment())


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Put a batch of events on the stream; answer with those that must come again."""
    return process_partial_response(
        event=event, record_handler=whole_body, processor=processor, context=context
    )
