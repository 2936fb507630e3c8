"""Tables, as they are at the end of the first year."""

import prices
from prices import MILLION
from review.bill_lines import BillLine, Lines, Unpriced
from review.consumers import ConsumerWork, owner
from review.loads import DAYS_A_MONTH, DAYS_STORED, GB, KB, MonthlyLoad
from twin.assembly import Assembly, Resource

TABLE = "AWS::DynamoDB::Table"

# DynamoDB's own, for each row and again in each index:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
OVERHEAD_BYTES = 100

# A write unit is up to 1 KB, a read unit two reads of up to 4 KB that needn't see the last write:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
READ_BYTES = 4 * KB
READS_A_UNIT = 2

# Modelled: a new table takes 4,000 writes a second, a partition 1,000, and at 10 GB it becomes two:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
PARTITIONS_AT_FIRST = 4
PARTITION_GB = 10

NOT_MEASURED = (
    f"Its storage, ${prices.ROWS_STORED.dollars:g} a GB-month: how large a row is hasn't been measured. A"
    " write is taken for one unit, as of up to 1 KB."
)
NOT_COUNTED = (
    f"${prices.WRITE_UNIT.dollars * MILLION:g} a million writes of up to 1 KB: "
    "how many there are isn't in the template."
)


def lines(assembly: Assembly, table: Resource, load: MonthlyLoad) -> Lines:
    """Yield what an event reads and writes, and what it leaves."""
    consumer = owner(assembly, table)
    indexes = len(table.properties.get("GlobalSecondaryIndexes", ()))
    if table.properties.get("BillingMode") != "PAY_PER_REQUEST":
        yield Unpriced(table, "Provisioned capacity isn't in the list.")
    elif consumer is None:
        yield Unpriced(table, NOT_COUNTED)
    elif consumer.item_bytes is None:
        yield BillLine(table, prices.WRITE_UNIT, load.events * consumer.writes * (1 + indexes))
        yield Unpriced(table, NOT_MEASURED)
    elif indexes and consumer.index_bytes is None:
        yield Unpriced(table, "What its indexes hold hasn't been measured.")
    else:
        in_indexes = indexes * [consumer.index_bytes or 0]
        yield from _used(table, consumer, load, [consumer.item_bytes, *in_indexes])
        yield from _stored(table, consumer, load, [consumer.item_bytes, *in_indexes])


def partitions(assembly: Assembly, table: Resource, load: MonthlyLoad) -> float:
    """Return as many as its rows fill: its stream has a shard for each."""
    consumer = owner(assembly, table)
    rows = _gigabytes(load, consumer.item_bytes) if consumer and consumer.adds and consumer.item_bytes else 0
    return max(PARTITIONS_AT_FIRST, rows / PARTITION_GB)


def _used(table: Resource, consumer: ConsumerWork, load: MonthlyLoad, sizes: list[int]) -> Lines:
    """Yield a write for each item and one for its place in each index."""
    units = sum(-(-size // KB) for size in sizes)
    yield BillLine(table, prices.WRITE_UNIT, load.events * consumer.writes * units)
    if consumer.reads:
        units = -(-sizes[0] // READ_BYTES)
        yield BillLine(table, prices.READ_UNIT, load.events * consumer.reads * units / READS_A_UNIT)


def _stored(table: Resource, consumer: ConsumerWork, load: MonthlyLoad, sizes: list[int]) -> Lines:
    if not consumer.adds:
        yield Unpriced(table, _by_item(table, sizes[0]))
        return
    in_table, *beside = (_gigabytes(load, size) for size in sizes)
    yield BillLine(table, prices.ROWS_STORED, in_table + sum(beside))
    if _recoverable(table):
        yield BillLine(table, prices.RECOVERABLE, in_table)


def _by_item(table: Resource, item_bytes: int) -> str:
    """Return why storage is unpriced: no load says how many items there are to change."""
    a_gigabyte = prices.ROWS_STORED.dollars + (prices.RECOVERABLE.dollars if _recoverable(table) else 0)
    a_million = MILLION * (item_bytes + OVERHEAD_BYTES) / GB * a_gigabyte
    return f"Its storage, ${a_million:.2f} for a million full items: how many it holds isn't in the template."


def _gigabytes(load: MonthlyLoad, size: int) -> float:
    """Return the size of rows, one for each event of the time stored."""
    return load.events * DAYS_STORED / DAYS_A_MONTH * (size + OVERHEAD_BYTES) / GB


def _recoverable(table: Resource) -> bool:
    return bool(
        table.properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
    )
