"""The records that DMS puts on a Kinesis stream: Kinesis target, "Message format"; capture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from twin.semantics.dms.decoding import Text, Unchanged
from twin.semantics.dms.definitions import TableAlteration, TableDefinition
from twin.semantics.dms.settings import DmsReplication
from twin.semantics.dms.table_mappings import PartitionKeyType
from twin.semantics.dms.values import dms_type, json_value

LONGEST_PARTITION_KEY = 256
"""https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html"""
OWN_TABLE = "awsdms_apply_exceptions"
"""The table of DMS's own that it announces at its start, under no schema (capture)."""

Row = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """What is put on the stream."""

    partition_key: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Where a change stands: the transaction, the change's number in it, where its commit ends in the log."""

    transaction: int
    number: int
    lsn: int
    committed_at: datetime
    previous: tuple[int, int] | None = None

    def metadata(self) -> dict[str, Any]:
        """Return what IncludeTransactionDetails adds.

        The capture shows stream positions of two equal log positions around a number. Modelled is that these
        are the commit's, so that positions rise as records are written, that the number is the change's in
        its transaction, and which record an update calls the previous one.
        """
        place = f"{self.lsn >> 32:08X}/{self.lsn & 0xFFFFFFFF:08X}"
        told: dict[str, Any] = {
            "transaction-id": self.transaction,
            "transaction-record-id": self.number,
        }
        if self.previous:
            told["prev-transaction-id"], told["prev-transaction-record-id"] = self.previous
        return told | {
            "commit-timestamp": instant(self.committed_at),
            "stream-position": f"{place}.{self.number}.{place}",
        }


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A row to be written; of a load `position` is missing."""

    operation: str
    table: TableDefinition
    row: Row
    before: Row = field(default_factory=dict)
    position: LogPosition | None = None


def instant(time: datetime) -> str:
    """Return a time as DMS writes it: ISO 8601 with microseconds, in UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


class RecordWriter:
    """Writes records as a replication's settings say."""

    def __init__(self, replication: DmsReplication) -> None:
        self._replication = replication
        self._target = replication.target
        self._format = replication.value_format
        settings = replication.config.replication_settings
        self._before_image = settings.before_image
        self._parallel = settings.target_metadata.parallel_apply_threads > 0

    def write_row(self, record: RowRecord, now: datetime) -> OutputRecord:
        """Return a data record, built at `now`."""
        key_type, key = self._partition_key(record)
        metadata = {
            "timestamp": instant(now),
            "record-type": "data",
            "operation": record.operation,
            "partition-key-type": key_type,
            **({"partition-key-value": key} if self._shows_key(key_type) else {}),
            "schema-name": record.table.schema,
            "table-name": record.table.name,
            **self._position(record),
        }
        message = {"data": self._data(record), **self._image(record), "metadata": metadata}
        return OutputRecord(key, self._encode(message))

    def write_alteration(self, alteration: TableAlteration, now: datetime) -> OutputRecord:
        """Return a control record, on the task's and table's own partition key whatever the mapping says."""
        table = alteration.table
        return self._control(alteration.operation, table.schema, table.name, _details(alteration), now)

    def write_start(self, now: datetime) -> OutputRecord:
        """Return the control record of DMS's own table."""
        return self._control("create-table", "", OWN_TABLE, {}, now)

    def _control(
        self, operation: str, schema: str, table: str, details: Mapping[str, Any], now: datetime
    ) -> OutputRecord:
        key = ".".join(filter(None, (self._replication.name, schema, table)))
        metadata = {
            "timestamp": instant(now),
            "record-type": "control",
            "operation": operation,
            "partition-key-type": "task-id",
            **({"partition-key-value": key} if self._target.include_partition_value else {}),
            "schema-name": schema,
            "table-name": table,
        }
        control = {"control": details} if self._target.include_control_details else {}
        return OutputRecord(key[:LONGEST_PARTITION_KEY], self._encode({**control, "metadata": metadata}))

    def _data(self, record: RowRecord) -> dict[str, Any]:
        excluded = self._replication.config.table_mappings.parameters(
            record.table.schema, record.table.name
        ).exclude_columns
        row = {name: text for name, text in record.row.items() if name not in excluded}
        return self._values(record.table, row)

    def _image(self, record: RowRecord) -> dict[str, Any]:
        """Return the before image of an update, empty where nothing is known (Kinesis target; capture)."""
        settings = self._before_image
        if not settings.enable_before_image or record.operation != "update":
            return {}
        before = {name: text for name, text in record.before.items() if self._is_imaged(record.table, name)}
        return {settings.field_name: self._values(record.table, before)}

    def _is_imaged(self, table: TableDefinition, name: str) -> bool:
        column = table.column(name)
        match self._before_image.column_filter:
            case "pk-only":
                return name in table.key
            case "non-lob":
                return column is not None and not dms_type(column.type).is_large
            case _:
                return True

    def _values(self, table: TableDefinition, row: Row) -> dict[str, Any]:
        """A column that is unchanged is left out; null and empty ones are, unless IncludeNullAndEmpty."""
        types = {column.name: column.type for column in table.columns}
        stored = {column.name: column.stored for column in table.columns}
        return {
            name: json_value(types[name], text, self._format)
            for name, text in row.items()
            if stored[name]
            and not isinstance(text, Unchanged)
            and (text or self._target.include_null_and_empty)
        }

    def _position(self, record: RowRecord) -> dict[str, Any]:
        wanted = record.position and self._target.include_transaction_details
        return record.position.metadata() if record.position and wanted else {}

    def _shows_key(self, key_type: PartitionKeyType) -> bool:
        return self._target.include_partition_value and key_type != "schema-table"

    def _partition_key(self, record: RowRecord) -> tuple[PartitionKeyType, str]:
        table = record.table
        given = self._replication.config.table_mappings.parameters(table.schema, table.name)
        key_type = given.partition_key_type or self._default_type(record)
        if key_type == "primary-key" and table.key:
            prefix = [table.schema, table.name] if self._target.partition_include_schema_table else []
            return key_type, _cut([*prefix, *_texts(record.row, table.key)])
        if key_type == "attribute-name" and given.partition_key_name:
            return key_type, _cut(_texts(record.row, [given.partition_key_name]))
        if key_type == "constant" and given.partition_key:
            return key_type, given.partition_key.value
        if key_type == "transaction-id" and record.position:
            return key_type, str(record.position.transaction)
        return "schema-table", _cut([table.full_name])

    def _default_type(self, record: RowRecord) -> PartitionKeyType:
        """A load goes by its primary key (capture), a change too with ParallelApply (Kinesis target)."""
        return "primary-key" if record.position is None or self._parallel else "schema-table"

    def _encode(self, message: Mapping[str, Any]) -> bytes:
        """A line, with "new line delimiter" (Kinesis target), or with tabs."""
        encoded = msgspec.json.encode(message)
        if self._target.message_format == "json-unformatted":
            return encoded + b"\n"
        return msgspec.json.format(encoded, indent=8)


def _texts(row: Row, names: Iterable[str]) -> list[str]:
    return [text if isinstance(text := row.get(name), str) else "" for name in names]


def _cut(parts: Iterable[str]) -> str:
    """Kinesis takes no empty key and none that is longer: what DMS does then is modelled."""
    return ".".join(parts)[:LONGEST_PARTITION_KEY] or "-"


def _details(alteration: TableAlteration) -> dict[str, Any]:
    """Return what IncludeControlDetails adds; of alterations but create-table modelled."""
    if alteration.operation == "drop-table":
        return {}
    told: dict[str, Any] = {"table-def": _definition(alteration.table)}
    if alteration.column:
        told["column-name"] = alteration.column
    if alteration.former:
        told["former"] = alteration.former
    return told


def _definition(table: TableDefinition) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for column in table.columns:
        known = dms_type(column.type)
        sizes = dict(zip(_sizes(known.name), known.modifiers, strict=False))
        columns[column.name] = {"type": known.name, **sizes, "nullable": column.nullable}
    return {"columns": columns, "primary-key": list(table.key)}


def _sizes(type_: str) -> tuple[str, ...]:
    return ("precision", "scale") if type_ == "NUMERIC" else ("length",)
