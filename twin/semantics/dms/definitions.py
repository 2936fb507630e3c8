"""The tables of a source as they are defined at one moment, and what has happened to them by the next."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

Operation = Literal[
    "create-table",
    "drop-table",
    "rename-table",
    "add-column",
    "drop-column",
    "rename-column",
    "column-type-change",
]
"""The control operations of the Kinesis target's page that are about tables."""


class ColumnDefinition(msgspec.Struct, frozen=True):
    """A column; PostgreSQL never gives its `number` to another column of the table.

    One that isn't `stored` is generated when it is read, and the log doesn't hold it.
    """

    name: str
    number: int
    type: str
    nullable: bool
    stored: bool = True


class TableDefinition(msgspec.Struct, frozen=True):
    """A table; its `oid` outlives every change of its name and columns.

    It is `identified` if the log holds the former key of a row that is updated or deleted.
    """

    oid: int
    schema: str
    name: str
    columns: tuple[ColumnDefinition, ...]
    key: tuple[str, ...] = ()
    identified: bool = True

    @property
    def full_name(self) -> str:
        """Return the table as schema and name."""
        return f"{self.schema}.{self.name}"

    def column(self, name: str) -> ColumnDefinition | None:
        """Return the column of that name."""
        return next((column for column in self.columns if column.name == name), None)


class TableAlteration(msgspec.Struct, frozen=True):
    """One thing that happened to a table, with its definition afterwards; of a dropped one, before."""

    operation: Operation
    table: TableDefinition
    column: str = ""
    former: str = ""


Definitions = Mapping[int, TableDefinition]
"""Tables by oid."""


def definitions(tables: Iterable[TableDefinition]) -> Definitions:
    """Return the tables by their oids."""
    return {table.oid: table for table in tables}


def alterations(before: Definitions, after: Definitions) -> Iterator[TableAlteration]:
    """Yield what happened to tables between two moments."""
    for oid in before.keys() - after.keys():
        yield TableAlteration("drop-table", before[oid])
    for oid, table in after.items():
        yield from _altered(before[oid], table) if oid in before else [TableAlteration("create-table", table)]


def _altered(before: TableDefinition, after: TableDefinition) -> Iterator[TableAlteration]:
    if before.full_name != after.full_name:
        yield TableAlteration("rename-table", after, former=before.full_name)
    known = {column.number: column for column in before.columns}
    kept = {column.number for column in after.columns}
    for column in before.columns:
        if column.number not in kept:
            yield TableAlteration("drop-column", after, column.name)
    for column in after.columns:
        if column.number not in known:
            yield TableAlteration("add-column", after, column.name)
        else:
            yield from _changed(known[column.number], column, after)


def _changed(
    before: ColumnDefinition, after: ColumnDefinition, table: TableDefinition
) -> Iterator[TableAlteration]:
    """Nullability and defaults aren't captured, says the PostgreSQL source's page."""
    if before.name != after.name:
        yield TableAlteration("rename-column", table, after.name, before.name)
    if before.type != after.type:
        yield TableAlteration("column-type-change", table, after.name, before.type)
