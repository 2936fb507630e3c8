from pathlib import Path

import pytest

from tests.twin.database.databases import TABLES, SourceDatabase
from tests.twin.database.replications import Played, included, replication
from twin.database.catalog import read_definitions
from twin.database.errors import NothingCaptured
from twin.semantics.dms.definitions import ColumnDefinition, TableDefinition
from twin.semantics.dms.table_mappings import RowsUnidentified


def test_tables_are_read_with_their_columns_and_keys(source: SourceDatabase) -> None:
    source.execute(
        'CREATE TABLE pos."Odd Name" (b varchar(10), a int, gone int, "It\'s" jsonb, PRIMARY KEY (b, a))',
        'ALTER TABLE pos."Odd Name" DROP COLUMN gone',
        "CREATE VIEW pos.seen AS SELECT 1",
    )

    [table] = read_definitions(source.administrator).values()

    assert table == TableDefinition(
        table.oid,
        "pos",
        "Odd Name",
        (
            ColumnDefinition("b", 1, "character varying(10)", nullable=False),
            ColumnDefinition("a", 2, "integer", nullable=False),
            ColumnDefinition("It's", 4, "jsonb", nullable=True),
        ),
        ("b", "a"),
    )


def test_a_wrong_table_name_fails_if_nothing_else_is_captured(source: SourceDatabase, tmp_path: Path) -> None:
    source.execute(TABLES)
    played = Played(source, tmp_path, replication(included("product")))

    with pytest.raises(NothingCaptured, match=r"no table pos\.product: correct the table mapping"):
        played.run()
    assert played.target.records == []


def test_a_wrong_table_name_beside_a_right_one_is_told_of(source: SourceDatabase, tmp_path: Path) -> None:
    source.execute(TABLES)
    played = Played(source, tmp_path, replication(included("prices", "Products")))

    played.run()

    assert played.warnings == ["The source has no table pos.Products, which the table mapping selects."]


def test_a_task_that_may_capture_nothing_warns_alone(source: SourceDatabase, tmp_path: Path) -> None:
    settings = {"ErrorBehavior": {"FailOnNoTablesCaptured": False}}
    played = Played(source, tmp_path, replication(included("product"), settings=settings))

    played.run()

    assert played.warnings == ["The source has no table pos.product, which the table mapping selects."]


def test_a_table_whose_former_keys_are_not_logged_is_refused(source: SourceDatabase, tmp_path: Path) -> None:
    source.execute(TABLES, "ALTER TABLE pos.products REPLICA IDENTITY NOTHING")

    with pytest.raises(RowsUnidentified, match=r"pos\.products has a replica identity without"):
        Played(source, tmp_path).run()


def test_a_table_without_a_primary_key_is_told_of(source: SourceDatabase, tmp_path: Path) -> None:
    source.execute("CREATE TABLE pos.notes (text text)", "INSERT INTO pos.notes VALUES ('a')")
    played = Played(source, tmp_path, replication(included("notes")[:1]))

    played.run()

    assert played.warnings == ["pos.notes has no primary key: its updates and deletes are ignored."]
    assert len(played.target.of("load")) == 1
