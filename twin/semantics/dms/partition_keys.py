"""Under which partition key a row is put: Kinesis target, "Using object mapping to migrate data"."""

from collections.abc import Iterable

from twin.semantics.dms.rows import Row, RowRecord
from twin.semantics.dms.settings import DmsReplication
from twin.semantics.dms.table_mappings import PartitionKeyType

LONGEST_PARTITION_KEY = 256
"""https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html"""


def partition_key(replication: DmsReplication, record: RowRecord) -> tuple[PartitionKeyType, str]:
    """Return the type of a row's partition key, and the key."""
    table = record.table
    given = replication.config.table_mappings.parameters(table.schema, table.name)
    key_type = given.partition_key_type or _default_type(replication, record)
    if key_type == "primary-key" and table.key:
        prefix = [table.schema, table.name] if replication.target.partition_include_schema_table else []
        return key_type, _cut([*prefix, *_texts(record.row, table.key)])
    if key_type == "attribute-name" and given.partition_key_name:
        return key_type, _cut(_texts(record.row, [given.partition_key_name]))
    if key_type == "constant" and given.partition_key:
        return key_type, given.partition_key.value
    if key_type == "transaction-id" and record.position:
        return key_type, str(record.position.transaction)
    return "schema-table", _cut([table.full_name])


def _default_type(replication: DmsReplication, record: RowRecord) -> PartitionKeyType:
    """A load goes by its primary key (capture), a change too with ParallelApply (Kinesis target)."""
    parallel = replication.config.replication_settings.target_metadata.parallel_apply_threads > 0
    return "primary-key" if record.position is None or parallel else "schema-table"


def _texts(row: Row, names: Iterable[str]) -> list[str]:
    return [text if isinstance(text := row.get(name), str) else "" for name in names]


def _cut(parts: Iterable[str]) -> str:
    """Kinesis takes no empty key and none that is longer: what DMS does then is modelled."""
    return ".".join(parts)[:LONGEST_PARTITION_KEY] or "-"
