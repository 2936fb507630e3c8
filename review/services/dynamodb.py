"""Ledgers, as they are at the end of the first year: a row a sale and consumer, never removed."""

from review import prices
from review.loads import DAYS_A_MONTH, DAYS_STORED, GB, INDEX_ROW_BYTES, KB, ROW_BYTES, Load
from review.rows import Lines, Row, Unpriced
from review.services.functions import FUNCTION
from twin.assembly import Assembly, Resource

TABLE = "AWS::DynamoDB::Table"

# DynamoDB's own, for each row and again in each index:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
OVERHEAD_BYTES = 100


def lines(assembly: Assembly, table: Resource, load: Load) -> Lines:
    """A write for the row and one for its place in each index; reads happen only when a sale repeats."""
    consumer = _consumer(assembly, table)
    indexes = len(table.properties.get("GlobalSecondaryIndexes", ()))
    if table.properties.get("BillingMode") != "PAY_PER_REQUEST":
        yield Unpriced(table, "Provisioned capacity isn't in the list.")
    elif consumer not in ROW_BYTES or (indexes and consumer not in INDEX_ROW_BYTES):
        yield Unpriced(table, "Its rows haven't been measured.")
    else:
        yield from _rows(table, load, ROW_BYTES[consumer], indexes * [INDEX_ROW_BYTES.get(consumer, 0)])


def _rows(table: Resource, load: Load, row: int, in_indexes: list[int]) -> Lines:
    yield Row(table, prices.WRITE_UNIT, load.sales * sum(-(-size // KB) for size in (row, *in_indexes)))
    sales = load.sales * DAYS_STORED / DAYS_A_MONTH
    in_table, *beside = (sales * (size + OVERHEAD_BYTES) / GB for size in (row, *in_indexes))
    yield Row(table, prices.ROWS_STORED, in_table + sum(beside))
    if table.properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
        yield Row(table, prices.RECOVERABLE, in_table)


def _consumer(assembly: Assembly, table: Resource) -> str:
    """Whose ledger it is, by the environment of the function that writes it."""
    for function in assembly.resources(FUNCTION):
        environment = function.properties.get("Environment", {}).get("Variables", {})
        if table in assembly.mentioned(function.stack, environment.get("LEDGER_TABLE")):
            return str(environment["CONSUMER"])
    return ""
