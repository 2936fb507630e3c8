"""Tells a webhook, once, of each event of which the domain says that somebody outside must hear.

Here Powertools' idempotency decorator stands where others have a ledger: webhook.py says why.
"""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response

from domain import DomainEvent
from lambdas.core import clients
from lambdas.core.handler_factory import build_stream_processor, logger, metrics
from lambdas.core.outbound.client import OutboundClient
from lambdas.core.outbound.endpoint import HttpEndpoint
from lambdas.core.settings import WebhookConsumerSettings
from lambdas.core.webhook.webhook import (
    ALERTS_A_CALL,
    Alert,
    Webhook,
    build_alert,
    declared_alert,
    drop_alert,
)

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

spec = declared_alert()
settings = WebhookConsumerSettings.from_environment()
dynamodb = clients.dynamodb()
webhook = Webhook(
    OutboundClient(HttpEndpoint(settings.webhook_url, settings.webhook_token)),
    dynamodb,
    settings.idempotency_table,
    int(settings.alert_window_seconds),
)
processor = build_stream_processor(webhook.apply, ALERTS_A_CALL, settings, dynamodb, correct=drop_alert)


def record_handler(event: DomainEvent, data: bytes) -> Alert | None:
    """Return what an event has to tell, if anything."""
    return build_alert(spec, event, data)


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Post the alerts of a batch of events; answer with the first event that must come again."""
    webhook.begin_invocation(context)
    return process_partial_response(
        event=event, record_handler=record_handler, processor=processor, context=context
    )
