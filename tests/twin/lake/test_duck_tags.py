"""The names that a job gives to states of the tables."""

from domain.lake.tables import SALES
from tests.twin.lake.looks import Seen
from tests.twin.lake.rows import put, sale
from twin.lake.duck import DuckLake


def test_names_a_state_that_can_be_read_later(lake: DuckLake, seen: Seen) -> None:
    put(lake, "first", SALES, [sale(1)])
    put(lake, "second", SALES, [sale(2)])

    lake.insert(SALES, "first")
    lake.tag(SALES, ["closed", "kept"])
    lake.insert(SALES, "second")
    lake.tag(SALES, ["closed"])

    named = {name: seen(SALES).refs()[name].snapshot_id for name in ("kept", "closed")}
    rows = {name: seen(SALES).scan(snapshot_id=each).count() for name, each in named.items()}
    assert rows == {"kept": 1, "closed": 2}


def test_gives_a_year_of_names_in_one_commit(lake: DuckLake, seen: Seen) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.insert(SALES, "new")
    before = len(seen(SALES).metadata.metadata_log)

    lake.tag(SALES, [f"closed-{day}" for day in range(365)])

    assert len(seen(SALES).refs()) == 365 + 1
    assert len(seen(SALES).metadata.metadata_log) == before + 1


def test_names_nothing_of_a_table_that_was_never_written_to(lake: DuckLake, seen: Seen) -> None:
    lake.tag(SALES, ["closed"])

    assert seen(SALES).refs() == {}
