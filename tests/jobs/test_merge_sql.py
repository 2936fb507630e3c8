"""What a MERGE writes, told by the engine that is at hand: DuckDB takes the same statement."""

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb
import pytest

from domain.lake.tables import CLOSINGS, QUARANTINED, SALES
from jobs import merge_sql
from lake.schema import Partition, Table, Transform, Type, fields

MONDAY, TUESDAY = date(2017, 12, 18), date(2017, 12, 19)
KEPT = Table(
    name="kept",
    doc="By day.",
    key=["id"],
    partitions=[Partition(field="day")],
    fields=fields(
        ("id", Type.STRING, ""),
        ("day", Type.DATE, ""),
        ("cents", Type.LONG, ""),
        optional=[("note", Type.STRING, "")],
    ),
)
DAYS = [MONDAY]

Row = tuple[str, date, int, str | None]


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """With one stored row."""
    with duckdb.connect() as connection:
        for name in ("kept", "new"):
            connection.execute(f"CREATE TABLE {name} (id VARCHAR, day DATE, cents BIGINT, note VARCHAR)")
        connection.execute("INSERT INTO kept VALUES ('a', '2017-12-18', 100, NULL)")
        yield connection


def merged(
    engine: duckdb.DuckDBPyConnection, replaced: str, *new: Row, days: Sequence[date] = DAYS
) -> list[Row]:
    """The table after a MERGE of these rows, which has been announced if it changes something."""
    engine.executemany("INSERT INTO new VALUES (?, ?, ?, ?)", new)
    before = stored(engine)
    same = merge_sql.same_row(KEPT, days)
    announced = engine.execute(merge_sql.changes(KEPT, "new", same, replaced)).fetchall()
    engine.execute(merge_sql.merge(KEPT, "new", same, replaced))
    after = stored(engine)
    assert bool(announced) is (after != before)
    return after


def stored(engine: duckdb.DuckDBPyConnection) -> list[Row]:
    rows: list[Row] = engine.execute("FROM kept ORDER BY ALL").fetchall()
    return rows


def test_inserts_what_is_missing_and_leaves_what_is_there(engine: duckdb.DuckDBPyConnection) -> None:
    after = merged(engine, merge_sql.no_update(KEPT), ("a", MONDAY, 999, None), ("b", MONDAY, 200, "x"))

    assert after == [("a", MONDAY, 100, None), ("b", MONDAY, 200, "x")]


def test_writes_nothing_when_all_is_there(engine: duckdb.DuckDBPyConnection) -> None:
    assert merged(engine, merge_sql.no_update(KEPT), ("a", MONDAY, 999, None)) == [("a", MONDAY, 100, None)]


def test_replaces_what_differs(engine: duckdb.DuckDBPyConnection) -> None:
    assert merged(engine, merge_sql.differs(KEPT), ("a", MONDAY, 100, "x")) == [("a", MONDAY, 100, "x")]


def test_replaces_nothing_that_is_the_same(engine: duckdb.DuckDBPyConnection) -> None:
    assert merged(engine, merge_sql.differs(KEPT), ("a", MONDAY, 100, None)) == [("a", MONDAY, 100, None)]


def test_looks_only_at_the_days_of_what_is_new() -> None:
    """Iceberg reads and validates the partitions that are named, and no others."""
    same = merge_sql.same_row(SALES, [MONDAY, TUESDAY])

    assert same == (
        "t.sale_id = n.sale_id AND t.business_day = n.business_day"
        " AND t.business_day IN (DATE '2017-12-18', DATE '2017-12-19')"
    )


def test_looks_at_all_of_a_table_that_has_no_days() -> None:
    assert [merge_sql.same_row(table, None) for table in (CLOSINGS, QUARANTINED)] == [
        "t.business_day = n.business_day AND t.version = n.version",
        "t.record_id = n.record_id",
    ]


def test_knows_the_day_only_of_tables_that_are_parted_by_it() -> None:
    by_hour = Table(
        name="by_hour",
        doc="",
        key=["day"],
        fields=KEPT.fields,
        partitions=[Partition(field="day", transform=Transform.HOUR)],
    )

    assert [merge_sql.day_column(table) for table in (KEPT, SALES, CLOSINGS, by_hour)] == [
        "day",
        "business_day",
        None,
        None,
    ]


def test_removes_the_rows_whose_keys_a_view_has_and_counts_them(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute("INSERT INTO kept VALUES ('b', '2017-12-18', 1, NULL), ('a', '2017-12-19', 2, NULL)")
    engine.execute("CREATE VIEW gone AS SELECT 'a' AS id, DATE '2017-12-18' AS day")
    same = merge_sql.same_row(KEPT, DAYS)

    counted = engine.execute(merge_sql.count_stored(KEPT, "gone", same)).fetchall()
    engine.execute(merge_sql.removal(KEPT, "gone", same))

    assert counted == [(1,)]
    assert stored(engine) == [("a", TUESDAY, 2, None), ("b", MONDAY, 1, None)]
