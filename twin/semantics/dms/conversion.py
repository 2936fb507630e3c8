"""Turns what the plugin writes into what DMS writes: transaction by transaction, in the order of commits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from twin.errors import TwinError
from twin.semantics.dms.decoder_output import Begin, Commit, RowChange, Text, Unchanged, read_message
from twin.semantics.dms.definitions import (
    Definitions,
    TableAlteration,
    TableDefinition,
    alterations,
    definitions,
)
from twin.semantics.dms.records import OutputRecord, RecordWriter
from twin.semantics.dms.rows import LogPosition, RowRecord
from twin.semantics.dms.settings import DmsReplication

AUDIT_TABLE = "awsdms_ddl_audit"
AUDITED = "c_tables"


class DefinitionUnknown(TwinError):
    """A row doesn't fit the definition of its table: its DDL wasn't captured."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """What one transaction of the source comes to; `changes` of them are rows."""

    records: list[OutputRecord]
    changes: int
    lsn: int
    committed_at: datetime
    definitions: Definitions


@dataclass(frozen=True, slots=True)
class _Draft:
    """A change of a row, with its table as it was defined then."""

    change: RowChange
    table: TableDefinition


class Conversion:
    """Keeps a transaction until it ends, and the tables' definitions as of there."""

    def __init__(self, replication: DmsReplication, known: Definitions) -> None:
        self._replication = replication
        self._mappings = replication.config.table_mappings
        self._writer = RecordWriter(replication)
        self.definitions = known
        self.is_open = False
        self._drafts: list[_Draft | TableAlteration] = []
        self._previous: tuple[int, int] | None = None

    def convert(self, text: str, lsn: int, now: datetime) -> Transaction | None:
        """Take what the plugin wrote at a position of the log; return a transaction when it is whole."""
        match read_message(text):
            case Begin():
                self.is_open = True
            case RowChange() as change:
                self._drafts.extend(self._draft(change))
            case Commit() as commit:
                return self._transaction(commit, lsn, now)
        return None

    def _draft(self, change: RowChange) -> Iterator[_Draft | TableAlteration]:
        if change.table == AUDIT_TABLE:
            yield from self._redefine(change)
        elif self._mappings.selects(change.schema, change.table) and (table := self._table(change)).key:
            yield _Draft(_completed(change), table)
        elif self._mappings.selects(change.schema, change.table) and change.operation == "insert":
            yield _Draft(change, self._table(change))

    def _redefine(self, change: RowChange) -> Iterator[TableAlteration]:
        """Take in what the event trigger has noted; the row's removal afterwards says nothing."""
        if change.operation != "insert":
            return
        found = msgspec.json.decode(str(change.new[AUDITED]), type=tuple[TableDefinition, ...])
        before, self.definitions = self.definitions, definitions(found)
        for alteration in alterations(before, self.definitions):
            table = alteration.table
            if not self._mappings.selects(table.schema, table.name):
                continue
            if alteration.operation != "drop-table":
                self._mappings.require(table)
            yield alteration

    def _table(self, change: RowChange) -> TableDefinition:
        """Return the definition of a change's table; raises DefinitionUnknown."""
        name = f"{change.schema}.{change.table}"
        table = next((one for one in self.definitions.values() if one.full_name == name), None)
        unknown = [] if table is None else [column for column in change.new if table.column(column) is None]
        if table is None or unknown:
            what = f"a column {unknown[0]}" if unknown else "a row"
            raise DefinitionUnknown(
                f"{name} has {what} that the replication doesn't know, because DDL isn't captured: create "
                "the event trigger awsdms_intercept_ddl in the source, and reload the table."
            )
        return table

    def _transaction(self, commit: Commit, lsn: int, now: datetime) -> Transaction:
        records: list[OutputRecord] = []
        number = 0
        for draft in self._drafts:
            if isinstance(draft, TableAlteration):
                records.extend(self._alteration(draft, now))
                continue
            number += 1
            records.append(self._row(draft, commit, number, lsn, now))
        self._drafts, self.is_open = [], False
        return Transaction(records, number, lsn, commit.at, self.definitions)

    def _alteration(self, alteration: TableAlteration, now: datetime) -> Iterator[OutputRecord]:
        if alteration.operation == "create-table" or self._replication.target.include_table_alter_operations:
            yield self._writer.write_alteration(alteration, now)

    def _row(self, draft: _Draft, commit: Commit, number: int, lsn: int, now: datetime) -> OutputRecord:
        change, table = draft.change, draft.table
        previous = self._previous if change.operation == "update" else None
        position = LogPosition(commit.transaction, number, lsn, commit.at, previous)
        self._previous = (commit.transaction, number)
        row = _deleted(change.old, table) if change.operation == "delete" else change.new
        return self._writer.write_row(RowRecord(change.operation, table, row, change.old, position), now)


def load_records(
    writer: RecordWriter, table: TableDefinition, rows: Iterable[Mapping[str, Text]], now: datetime
) -> Iterator[OutputRecord]:
    """Yield the records of a full load."""
    return (writer.write_row(RowRecord("load", table, row), now) for row in rows)


def _deleted(old: Mapping[str, Text], table: TableDefinition) -> dict[str, Text]:
    """Return a deleted row: its key, and null for every other column (capture)."""
    return {
        column.name: old.get(column.name) if column.name in table.key else None for column in table.columns
    }


def _completed(change: RowChange) -> RowChange:
    """Fill in what an update left alone where the replica identity, being FULL, has logged it (modelled)."""
    if not any(isinstance(text, Unchanged) for text in change.new.values()):
        return change
    new = {
        name: change.old.get(name, text) if isinstance(text, Unchanged) else text
        for name, text in change.new.items()
    }
    return RowChange(change.operation, change.schema, change.table, new, change.old)
