"""The fraud consumer compares each sale with what its payment token and its member did before.

Accounts take the place of the idempotency decorator: docs/decisions/0008-told-first-then-remembered.md.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response

from domain.bus_events import FraudSuspected
from domain.sale import Sale
from lambdas.core import clients, handler_factory
from lambdas.core.bus import Bus
from lambdas.core.pseudonyms.names import KeySecret, Pseudonyms
from lambdas.core.settings import FraudConsumerSettings
from lambdas.fraud.accounts import account_namer, open_accounts
from lambdas.fraud.screener import SALES_AT_ONCE, FraudScreener
from lambdas.fraud.thresholds import parse_thresholds

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = FraudConsumerSettings.from_environment()
limits = parse_thresholds(settings.thresholds)
bus = Bus(clients.events(), settings.bus_name, clients.s3(), settings.claims_bucket)


def publish(suspected: Sequence[FraudSuspected]) -> None:
    """Put the suspicions on the bus, and count them."""
    bus.put(suspected)
    handler_factory.count("FraudSuspected", len(suspected))


def count_not_remembered(sales: int) -> None:
    """Count sales that an account, written by too many at once, does not remember."""
    handler_factory.count("NotRemembered", sales)


dynamodb = clients.dynamodb()
keys = KeySecret(clients.secrets(), settings.hash_keys_secret)
name = account_namer(Pseudonyms(keys))
accounts = open_accounts(dynamodb, settings.accounts_table, name, days=limits.remembered_days)
screener = FraudScreener(accounts, limits, publish, count_not_remembered)
processor = handler_factory.build_stream_processor(screener.apply, SALES_AT_ONCE, settings, dynamodb)


def record_handler(sale: Sale, data: bytes) -> Sale:  # noqa: ARG001 (only a ledger tells payloads apart)
    """Screen a sale with those of its chunk: what is found depends on what came before."""
    return sale


@handler_factory.logger.inject_lambda_context
@handler_factory.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Screen a batch of sales; answer with the first that must come again."""
    return process_partial_response(
        event=event, record_handler=record_handler, processor=processor, context=context
    )
