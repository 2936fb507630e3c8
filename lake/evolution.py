"""How a table's schema may change: it grows, so that old rows and old readers stay right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from lake.schema import Table, TableField, Type

# Of Iceberg's promotions those among our types: https://iceberg.apache.org/spec/#schema-evolution
WIDER = {(Type.INT, Type.LONG)}
# https://iceberg.apache.org/docs/latest/spark-getting-started/#iceberg-type-to-spark-type
SPARK = {Type.LONG: "BIGINT", Type.TIMESTAMP: "TIMESTAMP"}


class SchemaBroken(ValueError):
    """A change that old rows or old readers don't survive: the table, the field, and what to do instead."""


@dataclass(frozen=True)
class SchemaChange:
    """A column that a live table lacks, or that it holds in a narrower type."""

    table: str
    field: TableField
    adds: bool

    def sql(self, table: str) -> str:
        """Return what Spark runs on the live table, by the name that its catalog has for it."""
        type_ = SPARK.get(self.field.type, self.field.type.upper())
        if self.adds:
            return f'ALTER TABLE {table} ADD COLUMN {self.field.name} {type_} COMMENT "{self.field.doc}"'
        return f"ALTER TABLE {table} ALTER COLUMN {self.field.name} TYPE {type_}"


def changes(old: Sequence[Table], new: Sequence[Table]) -> list[SchemaChange]:
    """Return what makes the old tables the new ones, in the order to apply it. Tables may be added besides.

    Raises SchemaBroken.
    """
    declared = {table.name: table for table in new}
    return [change for table in old for change in _of(table, declared.get(table.name))]


def _of(old: Table, new: Table | None) -> Iterator[SchemaChange]:
    if new is None:
        raise SchemaBroken(f"{old.name}: was dropped, but its rows are history; declare it again")
    if list(old.key) != list(new.key):
        raise SchemaBroken(f"{old.name}: its key changed, by which rows were kept once; add a new table")
    if list(old.partitions) != list(new.partitions):
        raise SchemaBroken(f"{old.name}: its partitions changed, by which readers prune; add a new table")
    known = len(old.fields)
    for was, field in zip_longest(old.fields, new.fields[:known]):
        yield from _kept(old.name, was, field)
    for number, field in enumerate(new.fields[known:], known + 1):
        yield _added(new, number, field)


def _kept(table: str, old: TableField, new: TableField | None) -> Iterator[SchemaChange]:
    where = f"{table}.{old.name}"
    if new is None or new.id != old.id:
        raise SchemaBroken(f"{where}: isn't in its place; columns stay, under their ids and in their order")
    if new.name != old.name:
        raise SchemaBroken(f"{where}: is now {new.name}, but queries name it; add {new.name} as a new column")
    if new.required != old.required:
        raise SchemaBroken(f"{where}: must stay {_need(old)}, readers count on it; add a new column")
    if new.type is not old.type:
        if (old.type, new.type) not in WIDER:
            raise SchemaBroken(f"{where}: can't become {new.type} from {old.type}; add a new column")
        yield SchemaChange(table, new, adds=False)


def _added(table: Table, number: int, field: TableField) -> SchemaChange:
    where = f"{table.name}.{field.name}"
    if field.required:
        raise SchemaBroken(f"{where}: is new and required, but old rows lack it; make it optional")
    # An engine that adds a column gives it the next number.
    if field.id != number:
        raise SchemaBroken(f"{where}: has the id {field.id}, but live tables will give it {number}")
    if field.name.lower() in {each.name.lower() for each in table.fields[: number - 1]}:
        raise SchemaBroken(
            f"{where}: is there twice, and engines don't tell cases apart; choose another name"
        )
    return SchemaChange(table.name, field, adds=True)


def _need(field: TableField) -> str:
    return "required" if field.required else "optional"
