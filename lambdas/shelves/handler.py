"""Each shelf follows the stock's ledger, and is told of when it runs low."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.bus_events import StockLow
from lambdas.core import clients, entry
from lambdas.core.bus import Bus
from lambdas.core.report import Report
from lambdas.core.settings import ShelvesSettings
from lambdas.shelves.following import Following
from lambdas.shelves.rules import rules
from lambdas.shelves.table import shelves_in

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = ShelvesSettings.from_environment()
bus = Bus(clients.events(), settings.bus_name, clients.s3(), settings.claims_bucket)


def tell(falls: Sequence[StockLow]) -> None:
    """Put the falls on the bus, and count them."""
    bus.put(falls)
    entry.count("StockLow", len(falls))


dynamodb = clients.dynamodb()
following = Following(shelves_in(dynamodb, settings.shelves_table), rules(settings.rules), tell)
positions = entry.positions_in(dynamodb, settings, "shelves")


@entry.logger.inject_lambda_context
@entry.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Follow a batch of the ledger's new rows."""
    report = following.handle(event, context.get_remaining_time_in_millis)
    _tell(report)
    entry.note(positions, report, context.get_remaining_time_in_millis())
    return report.answer


def _tell(report: Report) -> None:
    entry.count("RowsFollowed", report.counts["rows"])
    entry.count("BatchesStopped", 1 if report.stopped_at else 0)
    if report.stopped_at:
        entry.logger.warning("stopped", extra={"stopped_at": report.stopped_at, "cause": report.cause})
