"""Somebody is taken out of the lake on Spark as on DuckDB: rows, marks of deleted rows, states and files."""

from collections.abc import Callable

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import DAILY_STORE_SALES, SALE_LINES, SALES
from jobs.retail.forget_rows import HOLDERS
from jobs.spark import SparkLake
from lake.schema import Table
from tests.jobs.retail.forget.histories import LIST, MemberHistory
from tests.jobs.retail.forget.traces import traces
from tests.jobs.retail.running import FIRST, SECOND
from twin.emulator import Emulator
from twin.lake.duck import DuckLake

# pyspark leaves it to the garbage collector to close the sockets that it gets results through.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
    pytest.mark.timeout(900),
]

Runs = Callable[[], SparkLake]
Seen = Callable[[Table], Stored]


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
    after = history.rows()
    assert history.sums() == sums
    assert [after[name] for name in ("daily_store_sales", "closings")] == [
        before[name] for name in ("daily_store_sales", "closings")
    ]
    kept = {"main", f"closed-{FIRST}-v2", f"closed-{SECOND}-v1"}
    assert [set(seen(table).refs()) for table in (SALES, SALE_LINES)] == [kept, kept]
    assert f"closed-{FIRST}-v1" in seen(DAILY_STORE_SALES).refs()
    assert [len(seen(table).snapshots()) for table in HOLDERS] == [1, 1, 1]
    curated = history.curate_again()
    assert (curated.sales, curated.lines, curated.quarantined) == (0, 0, 0)
    again = history.forget()
    assert (again.rows.total(), again.history.states, again.files.files) == (0, 0, 0)
    on_duckdb = history.forget(DuckLake(emulator.endpoint, database))
    assert (on_duckdb.rows.total(), on_duckdb.history.states, on_duckdb.files.files) == (0, 0, 0)
