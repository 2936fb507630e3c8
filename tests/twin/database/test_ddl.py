"""Tables and columns come, go and change while they are replicated."""

from pathlib import Path

import pytest

from tests.twin.database.databases import TABLES, SourceDatabase
from tests.twin.database.reference_fold import folded
from tests.twin.database.replications import MILK, Played, assert_equal, replication
from twin.database.stand_in import StartType
from twin.semantics.dms.conversion import DefinitionUnknown
from twin.semantics.dms.table_mappings import MappedColumnLost


def test_columns_come_go_and_change_under_way(played: Played) -> None:
    played.run()
    played.source.execute(
        "ALTER TABLE pos.products ADD COLUMN brand varchar(5)",
        "UPDATE pos.products SET brand = 'own'",
        "ALTER TABLE pos.products ALTER COLUMN brand TYPE varchar(80)",
        "ALTER TABLE pos.products RENAME COLUMN name TO title",
        "INSERT INTO pos.products (sku, title, brand) VALUES ('9', 'tea', 'somewhat longer')",
        "ALTER TABLE pos.products DROP COLUMN notes",
        "UPDATE pos.products SET price_cents = 3 WHERE sku = '9'",
    )

    played.run(StartType.RESUME)

    told = [each["metadata"]["operation"] for each in played.target.of(*COLUMN_OPERATIONS)]
    assert told == ["add-column", "column-type-change", "rename-column", "drop-column"]
    assert_equal(played)


COLUMN_OPERATIONS = ("add-column", "column-type-change", "rename-column", "drop-column")


def test_tables_come_go_and_are_renamed_under_way(played: Played) -> None:
    played.run()
    played.source.execute(
        "CREATE TABLE pos.customers (loyalty_id text PRIMARY KEY, name text)",
        "INSERT INTO pos.customers VALUES ('7', 'Ada')",
        "ALTER TABLE pos.customers RENAME TO members",
        "INSERT INTO pos.members VALUES ('8', 'Max')",
        "DROP TABLE pos.prices",
    )

    played.run(StartType.RESUME)

    found = folded(played.target.messages)
    assert found["pos.members"] == played.source.rows("pos.members")
    assert "pos.prices" not in found


def test_rows_that_a_new_column_fills_by_its_default_are_not_captured(played: Played) -> None:
    """PostgreSQL's log has no change of them: the table must be reloaded."""
    played.run()
    played.source.execute("ALTER TABLE pos.products ADD COLUMN brand text DEFAULT 'own'")

    played.run(StartType.RESUME)
    assert folded(played.target.messages)["pos.products"] != played.source.rows("pos.products")

    played.run(StartType.RELOAD)
    assert_equal(played)


def test_a_truncation_is_not_captured_and_a_reload_mends_it(played: Played) -> None:
    """DMS doesn't support change processing of TRUNCATE (PostgreSQL source, limitations)."""
    played.run()
    played.source.execute("TRUNCATE pos.products")

    played.run(StartType.RESUME)
    assert len(folded(played.target.messages)["pos.products"]) == 2

    played.run(StartType.RELOAD)
    assert_equal(played)


def test_ddl_while_nobody_reads_is_taken_in_its_place(played: Played) -> None:
    played.run()
    played.source.execute(
        "INSERT INTO pos.products VALUES ('3', 'eggs')",
        "ALTER TABLE pos.products DROP COLUMN details",
        "INSERT INTO pos.products VALUES ('4', 'tea')",
    )

    played.run(StartType.RESUME)

    before, after = played.target.of("insert")
    assert "details" in before["data"]
    assert "details" not in after["data"]
    assert_equal(played)


def test_columns_that_are_generated_come_if_they_are_stored(played: Played) -> None:
    played.source.execute(
        "CREATE TABLE pos.made (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED, "
        "thrice int GENERATED ALWAYS AS (id * 3) VIRTUAL)",
        "INSERT INTO pos.made VALUES (1)",
    )
    played.run()
    played.source.execute("INSERT INTO pos.made VALUES (2)")

    played.run(StartType.RESUME)

    assert [each["data"] for each in played.target.of("load", "insert") if "id" in each["data"]] == [
        {"id": 1, "twice": 2},
        {"id": 2, "twice": 4},
    ]


def test_a_column_that_the_mapping_stands_on_is_dropped_under_way(played: Played) -> None:
    played.run()
    played.source.execute("ALTER TABLE pos.prices DROP COLUMN valid_from")

    with pytest.raises(MappedColumnLost, match=r"pos\.prices has no primary key.*reload it"):
        played.run(StartType.RESUME)


def test_ddl_that_is_not_captured_stops_it_before_a_column_is_lost(
    source: SourceDatabase, tmp_path: Path
) -> None:
    source.execute(TABLES, MILK, "DROP EVENT TRIGGER awsdms_intercept_ddl")
    played = Played(source, tmp_path, replication(postgres={"CaptureDdls": False}))
    played.run()
    source.execute(
        "ALTER TABLE pos.products ADD COLUMN brand text", "INSERT INTO pos.products (sku) VALUES ('5')"
    )

    with pytest.raises(DefinitionUnknown, match=r"pos\.products has a column brand"):
        played.run(StartType.RESUME)
    assert played.target.of("insert") == []
