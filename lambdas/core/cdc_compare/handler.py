"""Holds what is folded of a database against the database, table by table."""

import time
from typing import TYPE_CHECKING, Any

from domain import EVENT
from lambdas.core import clients, handler_factory
from lambdas.core.cdc.tables import Becomes, SourceTable, parse_tables
from lambdas.core.cdc_compare.comparison import TableComparer, TableComparison
from lambdas.core.cdc_compare.folded_side import FoldedSide
from lambdas.core.cdc_compare.secret import fetch_credentials
from lambdas.core.cdc_compare.source_side import connect
from lambdas.core.settings import CompareSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

MOST_SHOWN = 20
PERSONAL = EVENT.personal.names if EVENT.personal else frozenset[str]()

settings = CompareSettings.from_environment()
dynamodb, secrets_manager = clients.dynamodb(), clients.secrets_manager()


@handler_factory.logger.inject_lambda_context
@handler_factory.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, int]:  # noqa: ARG001 (Lambda's)
    """Compare every table that becomes state; raise ComparisonFailed, one line, if that can't be done."""
    compared = compare(settings)
    differing = sum(len(each.differing) for each in compared)
    handler_factory.count("RowsDiffering", differing)
    handler_factory.count("RowsCompared", sum(each.source_rows for each in compared))
    return {each.table: len(each.differing) for each in compared}


def compare(settings: CompareSettings) -> list[TableComparison]:
    """Compare the tables as the settings say, and log each."""
    held = fetch_credentials(secrets_manager, settings.secret_arn)
    source = connect(held, settings.database, settings.ca_file)
    try:
        source.check()
        folded = FoldedSide(dynamodb, settings.state_table, source.types)
        both = TableComparer(source, folded, time.sleep)
        known = parse_tables(settings.tables).values()
        state = [table for table in known if table.becomes is Becomes.STATE]
        return [_emit(table, both.compare(table)) for table in state]
    finally:
        source.connection.close()


def _emit(table: SourceTable, compared: TableComparison) -> TableComparison:
    """Log a table; keys that are somebody's id are counted, and not named."""
    extra = {
        "table": compared.table,
        "source_rows": compared.source_rows,
        "folded_rows": compared.folded_rows,
        "differing": len(compared.differing),
        "keys": () if PERSONAL & {*table.key} else compared.differing[:MOST_SHOWN],
        "all_examined": compared.whole,
    }
    (handler_factory.logger.warning if compared.differing else handler_factory.logger.info)(
        "table compared", extra=extra
    )
    return compared
