"""The function that projects the stock's ledger onto shelves, and announces those that run low."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response

from domain.bus_events import StockLow
from lambdas.core import clients, handler_factory
from lambdas.core.batch_report import BatchReport
from lambdas.core.bus import Bus
from lambdas.core.quarantine import Quarantine
from lambdas.core.settings import ShelvesReaderSettings
from lambdas.shelves.projector import ShelfProjector
from lambdas.shelves.rows import parse_new_row
from lambdas.shelves.rules import parse_rules
from lambdas.shelves.table import open_shelves

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = ShelvesReaderSettings.from_environment()
bus = Bus(clients.events(), settings.bus_name, clients.s3(), settings.claims_bucket)


def publish(falls: Sequence[StockLow]) -> None:
    """Put the falls on the bus, and count them."""
    bus.put(falls)
    handler_factory.count("StockLow", len(falls))


def _emit(report: BatchReport) -> None:
    handler_factory.count("RowsFollowed", report.counts["rows"])
    handler_factory.count("RowsQuarantined", report.counts["refused"])
    handler_factory.count("BatchesStopped", 1 if report.stopped else 0)
    if report.stopped or report.counts["refused"]:
        handler_factory.logger.warning(
            "batch not followed whole",
            extra={"counts": report.counts, "stopped_at": report.stopped_at, "cause": report.cause},
        )


dynamodb = clients.dynamodb()
processor = ShelfProjector(
    open_shelves(dynamodb, settings.shelves_table),
    parse_rules(settings.rules),
    publish,
    Quarantine(clients.s3(), settings.quarantine_bucket, "shelves"),
    handler_factory.build_reporter(_emit, handler_factory.open_positions(dynamodb, settings, "shelves")),
)


@handler_factory.logger.inject_lambda_context
@handler_factory.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Follow a batch of the ledger's new rows; answer with the first that must come again."""
    return process_partial_response(
        event=event, record_handler=parse_new_row, processor=processor, context=context
    )
