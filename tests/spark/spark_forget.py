"""Somebody is taken out of the lake on Spark as on DuckDB: rows, marks of deleted rows, states and files."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import DAILY_STORE_SALES, SALE_LINES, SALES, TABLES
from jobs.iceberg import StoredTable
from jobs.merge_sql import Part
from jobs.retail.forget_rows import HOLDERS
from jobs.spark import SparkLake
from lake.schema import Table
from tests.jobs.retail.dying import Killed
from tests.jobs.retail.forget.deaths import Deadly, counting_objects
from tests.jobs.retail.forget.histories import LIST, MemberHistory
from tests.jobs.retail.forget.traces import traces
from tests.jobs.retail.running import FIRST, SECOND
from twin.emulator import Emulator
from twin.lake.duck import DuckLake

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# pyspark leaves it to the garbage collector to close the sockets that it gets results through.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
    pytest.mark.timeout(900),
]

Runs = Callable[[], SparkLake]
Seen = Callable[[Table], Stored]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
REPORTED = ("daily_store_sales", "closings")


@pytest.fixture
def history(
    emulator: Emulator, database: str, others: Runs, monkeypatch: pytest.MonkeyPatch
) -> MemberHistory:
    """A member's sales on Spark, redacted in raw."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
    s3 = emulator.client("s3")
    s3.put_bucket_versioning(Bucket=database, VersioningConfiguration={"Status": "Enabled"})
    history = MemberHistory(s3, database, others)
    history.happen()
    history.redact()
    return history


def require_kept(history: MemberHistory, seen: Seen, before: Rows) -> None:
    """Reports and closings are as they were, the tags that closings need stand, and no other state does."""
    after = history.rows()
    assert [after[name] for name in REPORTED] == [before[name] for name in REPORTED]
    kept = {"main", f"closed-{FIRST}-v2", f"closed-{SECOND}-v1"}
    assert [set(seen(table).refs()) for table in (SALES, SALE_LINES)] == [kept, kept]
    assert [len(seen(table).snapshots()) for table in HOLDERS] == [1, 1, 1]


def test_nothing_is_left_and_a_second_run_changes_nothing(
    emulator: Emulator, database: str, history: MemberHistory, seen: Seen
) -> None:
    """What a correction replaced is still in its file, with a mark beside it that it is deleted."""
    held = traces(history.s3, database, history.marks)
    assert {key.partition("/")[0] for key in held} >= {"sales", "sale_lines", "quarantined"}
    sums, before = history.sums(), history.rows()

    forgotten = history.forget()

    assert traces(history.s3, database, history.marks) == {LIST}
    assert forgotten.rows == {"sales": 6, "sale_lines": 5, "quarantined": 2}
    assert history.sums() == sums
    require_kept(history, seen, before)
    assert f"closed-{FIRST}-v1" in seen(DAILY_STORE_SALES).refs()
    curated = history.curate_again()
    assert (curated.sales, curated.lines, curated.quarantined) == (0, 0, 0)
    again = history.forget()
    assert (again.rows.total(), again.history.states, again.files.files) == (0, 0, 0)
    on_duckdb = history.forget(DuckLake(emulator.endpoint, database))
    assert (on_duckdb.rows.total(), on_duckdb.history.states, on_duckdb.files.files) == (0, 0, 0)


class MortalTable(StoredTable):
    """A table whose history goes in two commits, between which a run may die."""

    count: Deadly

    def drop_history(self, names: Sequence[str]) -> None:
        """Count what was committed before, and what is now."""
        self.count()
        super().drop_history(names)
        self.count()


class MortalLake(SparkLake):
    """A run on Spark that dies after one of its commits."""

    def __init__(self, session: "SparkSession", database: str, count: Deadly) -> None:
        super().__init__(session.newSession(), database, TABLES)
        self._count = count

    def insert(self, table: Table, view: str) -> int:
        """Count a commit."""
        return self._committed(super().insert(table, view))

    def rewrite(self, table: Table, view: str, parts: Sequence[Part]) -> int:
        """Count a commit."""
        return self._committed(super().rewrite(table, view, parts))

    def _committed(self, rows: int) -> int:
        if rows:
            self._count()
        return rows

    def _stored(self, table: Table) -> StoredTable:
        stored = MortalTable(self._session, self._catalog, f"`{self._database}`.{table.name}")
        stored.count = self._count
        return stored


DEATHS = (2, 4, 8)
"""After how many of its writes each run dies: within the rows, within a table's history, within the files.

prove_forget.py kills a run after every one of them, on DuckDB.
"""


def test_runs_that_die_at_each_step_leave_right_sums_and_the_next_one_ends_it(
    session: "SparkSession", database: str, history: MemberHistory, seen: Seen
) -> None:
    """FAULTS 34."""
    sums, before = history.sums(), history.rows()

    for writes in DEATHS:
        count = Deadly(writes)
        with pytest.raises(Killed), counting_objects(count):
            history.forget(MortalLake(session, database, count))
        assert history.sums() == sums
        assert traces(history.s3, database, history.marks) != {LIST}
    forgotten = history.forget()

    assert forgotten.files.files > 0
    assert traces(history.s3, database, history.marks) == {LIST}
    assert history.sums() == sums
    require_kept(history, seen, before)
    assert history.curate_again().quarantined == 0
