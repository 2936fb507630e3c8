from dataclasses import dataclass

from twin.semantics.dms.definitions import (
    ColumnDefinition,
    Operation,
    TableDefinition,
    alterations,
    definitions,
)


@dataclass(frozen=True)
class Happened:
    operation: Operation
    table: str
    column: str = ""
    former: str = ""


def table(*columns: tuple[str, int, str], oid: int = 1, name: str = "products") -> TableDefinition:
    return TableDefinition(
        oid, "pos", name, tuple(ColumnDefinition(*column, nullable=True) for column in columns)
    )


def happened(before: TableDefinition | None, after: TableDefinition | None) -> list[Happened]:
    found = alterations(definitions(filter(None, [before])), definitions(filter(None, [after])))
    return [Happened(each.operation, each.table.name, each.column, each.former) for each in found]


SKU, NAME = ("sku", 1, "text"), ("name", 2, "text")


def test_nothing_has_happened_to_the_same_tables() -> None:
    assert happened(table(SKU), table(SKU)) == []


def test_tables_come_and_go() -> None:
    assert happened(None, table(SKU)) == [Happened("create-table", "products")]
    assert happened(table(SKU), None) == [Happened("drop-table", "products")]
    assert happened(table(SKU), table(SKU, name="articles")) == [
        Happened("rename-table", "articles", former="pos.products")
    ]


def test_a_renamed_column_is_told_from_one_dropped_and_another_added() -> None:
    assert happened(table(SKU, NAME), table(SKU, ("title", 2, "text"))) == [
        Happened("rename-column", "products", "title", "name")
    ]
    assert happened(table(SKU, NAME), table(SKU, ("title", 3, "text"))) == [
        Happened("drop-column", "products", "name"),
        Happened("add-column", "products", "title"),
    ]


def test_a_column_is_widened() -> None:
    wider = table(SKU, ("name", 2, "character varying(80)"))

    assert happened(table(SKU, NAME), wider) == [Happened("column-type-change", "products", "name", "text")]


def test_a_table_that_is_dropped_and_made_anew_is_another() -> None:
    assert happened(table(SKU), table(SKU, oid=2)) == [
        Happened("drop-table", "products"),
        Happened("create-table", "products"),
    ]
