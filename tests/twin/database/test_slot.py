import time
from pathlib import Path

import pytest

from tests.twin.database.databases import TABLES, SourceDatabase
from tests.twin.database.reference_fold import folded
from tests.twin.database.replications import Played
from twin.database.errors import SlotLost, SourceUnreachable
from twin.database.slot import drop_slot, read_lsn
from twin.database.stand_in import StartType


@pytest.fixture
def played(source: SourceDatabase, tmp_path: Path) -> Played:
    source.execute(TABLES)
    begun = Played(source, tmp_path)
    begun.run()
    return begun


def test_a_position_is_two_hexadecimal_halves() -> None:
    assert read_lsn("2/7C007178") == 0x2_7C007178


def test_a_slot_that_was_dropped_asks_for_a_reload_and_a_reload_mends_it(played: Played) -> None:
    drop_slot(played.source.administrator, played.replication.slot)
    played.source.execute("INSERT INTO pos.products (sku) VALUES ('1')")

    with pytest.raises(SlotLost, match=r"is gone from the source, and changes.*: reload the target"):
        played.run(StartType.RESUME)
    played.run(StartType.RELOAD)

    assert folded(played.target.messages)["pos.products"] == played.source.rows("pos.products")


def test_a_slot_that_something_else_has_read_asks_for_a_reload(played: Played) -> None:
    played.source.execute("INSERT INTO pos.products (sku) VALUES ('1')")
    while played.source.value("SELECT count(*) FROM pg_replication_slots WHERE active"):
        # PostgreSQL notices a moment later that the reader is gone.
        time.sleep(0.05)
    taken = f"pg_logical_slot_get_changes('{played.replication.slot}', NULL, NULL)"
    played.source.value(f"SELECT count(*) FROM {taken}")  # noqa: S608

    with pytest.raises(SlotLost, match="Something else has read the replication slot"):
        played.run(StartType.RESUME)


def test_a_source_that_ends_the_connection_is_told_in_a_line(played: Played) -> None:
    calls = 0

    def stopping() -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            played.source.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_replication")
        return calls > 100

    with pytest.raises(SourceUnreachable, match=r"at 127\.0\.0\.1:\d+ ended the connection"):
        played.stand_in().run(StartType.RESUME, stopping)


def test_a_reader_that_still_holds_the_slot_is_waited_for(played: Played) -> None:
    held = played.source.login.connect_for_replication()
    held.cursor().start_replication(slot_name=played.replication.slot, decode=True)
    played.source.execute(
        "INSERT INTO pos.products (sku) VALUES ('1')",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_replication",
    )

    played.run(StartType.RESUME)

    assert len(played.target.of("insert")) == 1
