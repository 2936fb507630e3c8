"""Inserts what each event does, by the domain's declaration, into the ledger of this function's consumer.

The ledger takes the place of Powertools' idempotency decorator: docs/decisions/0001-once-only-ledger.md.
"""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response

from domain import CONSUMERS, DomainEvent
from lambdas.core.handler_factory import build_ledger_processor, logger, metrics
from lambdas.core.ledger_row import LedgerRow
from lambdas.core.settings import LedgerSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = LedgerSettings.from_environment()
[consumer] = [each for each in CONSUMERS if each.name == settings.consumer]
processor = build_ledger_processor(settings)


def record_handler(event: DomainEvent, data: bytes) -> LedgerRow:
    """Make the row that an event leaves in the ledger, whatever else is in its batch."""
    return LedgerRow.of(event, data, consumer.effect(event))


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Insert the rows of a batch of events; answer with the first that must come again."""
    return process_partial_response(
        event=event, record_handler=record_handler, processor=processor, context=context
    )
