"""The handler that puts on the stream, or in quarantine, what topic rules could not put there."""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response

from lambdas.core.adapters.device_failures import DeviceTopic
from lambdas.core.adapters.handler_factory import build_intake_processor, logger, metrics
from lambdas.core.settings import DeviceSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = DeviceSettings.from_environment()
topic = DeviceTopic(settings.device_topic)
processor = build_intake_processor(settings)


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Put a batch of devices' events on the stream; answer with those that must come again."""
    return process_partial_response(
        event=event, record_handler=topic.open, processor=processor, context=context
    )
