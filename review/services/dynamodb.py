"""Tables, as they are at the end of the first year."""

from review import prices
from review.consumers import Consumer, owner
from review.loads import DAYS_A_MONTH, DAYS_STORED, GB, KB, Load
from review.prices import MILLION
from review.rows import Lines, Row, Unpriced
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

NOT_COUNTED = (
    f"${prices.WRITE_UNIT.dollars * MILLION:g} a million writes of up to 1 KB: "
    "how many there are isn't in the template."
)


def lines(assembly: Assembly, table: Resource, load: Load) -> Lines:
    """What a sale reads and writes, and what it leaves."""
    consumer = owner(assembly, table)
    indexes = len(table.properties.get("GlobalSecondaryIndexes", ()))
    if table.properties.get("BillingMode") != "PAY_PER_REQUEST":
        yield Unpriced(table, "Provisioned capacity isn't in the list.")
    elif consumer is None:
        yield Unpriced(table, NOT_COUNTED)
    elif indexes and consumer.index_bytes is None:
        yield Unpriced(table, "What its indexes hold hasn't been measured.")
    else:
        in_indexes = indexes * [consumer.index_bytes or 0]
        yield from _used(table, consumer, load, in_indexes)
        yield from _stored(table, consumer, load, in_indexes)


def partitions(assembly: Assembly, table: Resource, load: Load) -> float:
    """As many as its rows fill: its stream has a shard for each."""
    consumer = owner(assembly, table)
    rows = _gigabytes(load, consumer.item_bytes) if consumer and consumer.adds else 0
    return max(PARTITIONS_AT_FIRST, rows / PARTITION_GB)


def _used(table: Resource, consumer: Consumer, load: Load, in_indexes: list[int]) -> Lines:
    """A write for each item and one for its place in each index."""
    units = sum(-(-size // KB) for size in (consumer.item_bytes, *in_indexes))
    yield Row(table, prices.WRITE_UNIT, load.sales * consumer.writes * units)
    if consumer.reads:
        units = -(-consumer.item_bytes // READ_BYTES)
        yield Row(table, prices.READ_UNIT, load.sales * consumer.reads * units / READS_A_UNIT)


def _stored(table: Resource, consumer: Consumer, load: Load, in_indexes: list[int]) -> Lines:
    if not consumer.adds:
        yield Unpriced(table, _by_item(table, consumer))
        return
    in_table, *beside = (_gigabytes(load, size) for size in (consumer.item_bytes, *in_indexes))
    yield Row(table, prices.ROWS_STORED, in_table + sum(beside))
    if _recoverable(table):
        yield Row(table, prices.RECOVERABLE, in_table)


def _by_item(table: Resource, consumer: Consumer) -> str:
    """No load tells how many cards, members or shelves a chain has."""
    a_gigabyte = prices.ROWS_STORED.dollars + (prices.RECOVERABLE.dollars if _recoverable(table) else 0)
    a_million = MILLION * (consumer.item_bytes + OVERHEAD_BYTES) / GB * a_gigabyte
    return f"Its storage, ${a_million:.2f} for a million full items: how many it holds isn't in the template."


def _gigabytes(load: Load, size: int) -> float:
    """Of rows, one for each sale of the time stored."""
    return load.sales * DAYS_STORED / DAYS_A_MONTH * (size + OVERHEAD_BYTES) / GB


def _recoverable(table: Resource) -> bool:
    return bool(
        table.properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
    )
