"""The words in which tables are declared: Iceberg's."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """The primitive types in use, by their Iceberg names (https://iceberg.apache.org/spec/#primitive-types)."""

    BOOLEAN = "boolean"
    INT = "int"
    LONG = "long"
    STRING = "string"
    DATE = "date"
    TIMESTAMP = "timestamptz"


class Transform(StrEnum):
    """How a partition's value is made of a field's."""

    IDENTITY = "identity"
    HOUR = "hour"


@dataclass(frozen=True, kw_only=True)
class TableField:
    """A column. Its id makes it itself: a name may never return under another id."""

    id: int
    name: str
    type: Type
    doc: str
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Partition:
    """What rows are kept apart by."""

    field: str
    transform: Transform = Transform.IDENTITY

    @property
    def name(self) -> str:
        """Return the partition field's name in the table's partition spec."""
        return self.field if self.transform is Transform.IDENTITY else f"{self.field}_{self.transform}"


@dataclass(frozen=True, kw_only=True)
class Table:
    """An Iceberg table: its columns, the key under which a row exists once, and its partitions."""

    name: str
    doc: str
    fields: Sequence[TableField]
    key: Sequence[str]
    partitions: Sequence[Partition] = ()

    def __getitem__(self, name: str) -> TableField:
        """Return the column of a name."""
        return next(field for field in self.fields if field.name == name)

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns, in their order."""
        return [field.name for field in self.fields]


def fields(
    *columns: tuple[str, Type, str], optional: Sequence[tuple[str, Type, str]] = ()
) -> list[TableField]:
    """Number a new table's columns from 1 on; columns that are added later continue the count."""
    wanted = [(column, True) for column in columns] + [(column, False) for column in optional]
    return [
        TableField(id=number, name=name, type=type_, doc=doc, required=required)
        for number, ((name, type_, doc), required) in enumerate(wanted, 1)
    ]
