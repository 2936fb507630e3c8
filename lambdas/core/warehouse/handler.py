"""Merges the lake's tables into the warehouse's, and watches the view; by the clock, or on request."""

from typing import TYPE_CHECKING, Any

import warehouse
from lambdas.core import clients, handler_factory
from lambdas.core.settings import WarehouseLoaderSettings
from lambdas.core.warehouse.statements import StatementSession
from lambdas.core.warehouse.watch import count_failed_records, measure_lag_seconds, utc_now

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

METRICS = ("MergesFailed", "ViewLate", "RecordsFailed", "TasksUnknown")

settings = WarehouseLoaderSettings.from_environment()
redshift, cloudwatch = clients.redshift_data(), clients.cloudwatch()


@handler_factory.logger.inject_lambda_context
@handler_factory.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> None:
    """Do the event's task; what fails is counted, and raised for Lambda to try again."""
    account = {"WorkgroupName": settings.workgroup, "Database": warehouse.DATABASE}
    session = StatementSession(redshift, account, context.get_remaining_time_in_millis)
    for name in METRICS:
        handler_factory.count(name, 0)
    match event.get("task"):
        case "merge":
            _merge(session)
        case "watch":
            _watch(session)
        case unknown:
            handler_factory.count("TasksUnknown", 1)
            handler_factory.logger.error("no such task", extra={"task": unknown})


def _merge(session: StatementSession) -> None:
    try:
        session.transact("merge", warehouse.merge_statements())
        session.query("trim", warehouse.trim_statement(warehouse.DeliveryMode(settings.delivery)))
    except Exception:
        handler_factory.count("MergesFailed", 1)
        raise


def _watch(session: StatementSession) -> None:
    late = measure_lag_seconds(session, cloudwatch, settings.stream, utc_now())
    failed = count_failed_records(session)
    handler_factory.count("ViewLate", 1 if late > int(settings.freshness_seconds) else 0)
    handler_factory.count("RecordsFailed", failed)
    handler_factory.logger.info("view watched", extra={"late_seconds": late, "failed_records": failed})
