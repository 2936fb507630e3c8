"""The source equals what a simple fold of the records gives; PostgreSQL is real, DMS is a stand-in."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.twin.database.databases import TABLES, SourceDatabase
from tests.twin.database.kills import CONFIRMED
from tests.twin.database.replications import BREAD, MILK, Played, assert_equal, included, replication
from twin.database.errors import SlotLost
from twin.database.stand_in import StartType

# Incompressible, so that it is stored outside of its row.
SET_LONG = """UPDATE pos.products SET details = (
    SELECT to_jsonb(string_agg(md5(i::text), '')) FROM generate_series(1, 1000) AS i) WHERE sku = '1'"""


def test_a_load_takes_over_what_is_there(played: Played) -> None:
    played.run()

    assert len(played.target.of("load")) == 2
    assert_equal(played)


def test_the_target_is_told_of_every_table_before_its_rows(played: Played) -> None:
    played.run()

    operations = [
        (each["metadata"]["operation"], each["metadata"]["table-name"]) for each in played.target.messages
    ]
    assert operations[0] == ("create-table", "awsdms_apply_exceptions")
    assert operations[1:5] == [
        (operation, table) for table in ("prices", "products") for operation in ("drop-table", "create-table")
    ]
    assert set(operations[5:]) == {("load", "products")}


def test_what_changes_follows_the_load(played: Played) -> None:
    """FAULTS 45."""
    played.run()
    played.source.execute(
        "INSERT INTO pos.products VALUES ('3', 'eggs')",
        "UPDATE pos.products SET sku = '4' WHERE sku = '1'",
        "DELETE FROM pos.products WHERE sku = '2'",
        "INSERT INTO pos.prices VALUES ('3', '2017-12-01', 249)",
    )

    played.run(StartType.RESUME)

    assert_equal(played)
    assert len(played.target.of("insert", "update", "delete")) == 4


def test_what_changes_during_a_load_comes_after_it(played: Played) -> None:
    """FAULTS 44."""
    put, loaded = played.target.put, False

    def put_and_change(records: object) -> None:
        nonlocal loaded
        put(records)  # type: ignore[arg-type]
        if not loaded:
            played.source.execute(
                "UPDATE pos.products SET price_cents = 5", "DELETE FROM pos.products WHERE sku = '2'"
            )
        loaded = True

    played.target.put = put_and_change  # type: ignore[method-assign]
    played.stand_in().run(StartType.START, lambda: len(played.target.of("delete")) == 1)

    assert len(played.target.of("load")) == 2
    assert_equal(played)


def test_a_transaction_that_is_rolled_back_is_nothing(played: Played) -> None:
    played.run()
    played.source.execute("BEGIN; DELETE FROM pos.products; ROLLBACK")

    played.run(StartType.RESUME)

    assert played.target.of("delete") == []


def test_a_large_value_that_an_update_leaves_alone_stays(played: Played) -> None:
    played.source.execute(SET_LONG)
    played.run()
    played.source.execute("UPDATE pos.products SET price_cents = 7 WHERE sku = '1'")

    played.run(StartType.RESUME)

    [update] = played.target.of("update")
    assert "details" not in update["data"]
    assert update["data"]["notes"] is None
    assert_equal(played)


def test_a_large_value_is_whole_when_the_old_row_is_logged(played: Played) -> None:
    played.source.execute(
        "ALTER TABLE pos.products REPLICA IDENTITY FULL",
        SET_LONG,
    )
    played.run()
    played.source.execute("UPDATE pos.products SET sku = '7' WHERE sku = '1'")

    played.run(StartType.RESUME)

    [update] = played.target.of("update")
    assert len(update["data"]["details"]) > 32_000
    assert update["before-image"] == {"sku": "1"}
    assert_equal(played)


def test_a_reload_begins_a_table_anew(played: Played) -> None:
    """FAULTS 46."""
    played.run()
    played.source.execute("DELETE FROM pos.products WHERE sku = '2'")

    played.run(StartType.RELOAD)

    assert len(played.target.of("load")) == 3
    assert played.target.of("delete") == []
    assert_equal(played)


def test_only_what_the_mapping_takes_in_is_read(source: SourceDatabase, tmp_path: Path) -> None:
    source.execute(TABLES, MILK)
    played = Played(source, tmp_path, replication(included("prices")))
    played.run()
    source.execute(BREAD, "INSERT INTO pos.prices VALUES ('1', '2017-12-01', 199)")

    played.run(StartType.RESUME)

    assert {each["metadata"]["table-name"] for each in played.target.of("load", "insert")} == {"prices"}


def test_an_idle_source_may_forget_its_log(played: Played) -> None:
    played.run()
    played.source.execute("CREATE TABLE public.other (a int)", "INSERT INTO public.other VALUES (1)")
    end = played.source.lsn

    played.run(StartType.RESUME)

    # PostgreSQL hears of it a moment later.
    while played.source.value(CONFIRMED) < end:
        time.sleep(0.05)


def test_a_source_whose_clock_runs_ahead_is_told_of_and_keeps_its_order(played: Played) -> None:
    """FAULTS 25."""
    an_hour_late = lambda: datetime.now(UTC) - timedelta(hours=1)  # noqa: E731

    played.run(now=an_hour_late)
    played.source.execute("UPDATE pos.products SET price_cents = 5")
    played.run(StartType.RESUME, now=an_hour_late)

    assert any("clock is 3600 s ahead: set it" in line for line in played.warnings)
    assert_equal(played)


def test_a_task_without_a_checkpoint_resumes_from_nowhere(played: Played) -> None:
    with pytest.raises(SlotLost, match="no checkpoint to resume from: reload the target"):
        played.run(StartType.RESUME)
