"""The records that DMS puts on a Kinesis stream: Kinesis target, "Message format"; capture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from twin.semantics.dms.decoder_output import Unchanged
from twin.semantics.dms.definitions import TableAlteration, TableDefinition
from twin.semantics.dms.partition_keys import LONGEST_PARTITION_KEY, partition_key
from twin.semantics.dms.rows import Row, RowRecord, instant
from twin.semantics.dms.settings import DmsReplication
from twin.semantics.dms.table_details import table_details
from twin.semantics.dms.table_mappings import PartitionKeyType
from twin.semantics.dms.values import dms_type, json_value

OWN_TABLE = "awsdms_apply_exceptions"
"""The table of DMS's own that it announces at its start, under no schema (capture)."""


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """What is put on the stream."""

    partition_key: str
    data: bytes


class RecordWriter:
    """Writes records as a replication's settings say."""

    def __init__(self, replication: DmsReplication) -> None:
        self._replication = replication
        self._target = replication.target
        self._format = replication.value_format
        settings = replication.config.replication_settings
        self._before_image = settings.before_image

    def write_row(self, record: RowRecord, now: datetime) -> OutputRecord:
        """Return a data record, built at `now`."""
        key_type, key = partition_key(self._replication, record)
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
        return self._control(alteration.operation, table.schema, table.name, table_details(alteration), now)

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

    def _encode(self, message: Mapping[str, Any]) -> bytes:
        """A line, with "new line delimiter" (Kinesis target), or with tabs."""
        encoded = msgspec.json.encode(message)
        if self._target.message_format == "json-unformatted":
            return encoded + b"\n"
        return msgspec.json.format(encoded, indent=8)
