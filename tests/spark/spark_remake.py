"""A day made again on Spark: it differs in what it differs in on DuckDB, and is mended by one swap."""

import gzip
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.lake.tables import SALE_LINES, SALES
from jobs import raw
from jobs.lake import Lake
from jobs.raw import BEGINNING
from jobs.retail.curate_sales import curate
from jobs.retail.remake import RemakeSummary, remake
from jobs.spark import SparkLake
from tests.jobs.retail.running import FIRST, sold
from tests.lakes import HOUR
from tests.lambdas.corrections import correction
from tests.lambdas.sales import BOUNDS
from twin.emulator import Emulator
from twin.lake.duck import DuckLake

# pyspark leaves it to the garbage collector to close the sockets that it gets results through.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
    pytest.mark.timeout(900),
]

Runs = Callable[[], SparkLake]


def write_by_hand(lake: SparkLake) -> None:
    """Change a sale and a line, delete a sale, and invent one."""
    [changed, deleted, copied] = lake.rows("SELECT * FROM sales ORDER BY sale_id")
    lines = lake.rows("SELECT * FROM sale_lines WHERE total_cents = 600")
    invented = copied | {"sale_id": f"367/{FIRST}/4/9"}
    for view, table, rows in (
        ("changed", SALES, [changed | {"net_cents": 1, "correction": None}, invented]),
        ("deleted", SALES, [deleted]),
        ("lines", SALE_LINES, [row | {"quantity": 7} for row in lines]),
    ):
        lake.table(view, rows, {each.name: each.type for each in table.fields})
    assert (lake.upsert(SALES, "changed"), lake.upsert(SALE_LINES, "lines")) == (2, 1)
    assert lake.delete(SALES, "deleted") == 1


def test_a_day_is_made_again_as_on_duckdb(emulator: Emulator, database: str, others: Runs) -> None:
    s3 = emulator.client("s3")
    right = correction(s3, database, sold(1, 600))
    body = gzip.compress(b"\n".join([sold(1), sold(2), sold(3), sold(3, 5), right, b"broken", b""]))
    s3.put_object(Bucket=database, Key=f"{HOUR}/0.gz", Body=body)
    objects = raw.list_versions(s3, database, BEGINNING)
    curate(others(), objects, BOUNDS)

    def remade(lake: Lake, *, swap: bool) -> RemakeSummary:
        return remake(lake, FIRST, lambda: objects, BOUNDS, swap=swap)

    assert remade(others(), swap=True).named == []
    write_by_hand(others())

    on_duckdb = remade(DuckLake(emulator.endpoint, database), swap=False)
    on_spark = remade(others(), swap=True)

    assert replace(on_spark, written=0, deleted=0) == on_duckdb
    assert on_spark.sales == {"missing": 1, "otherwise": 1, "unexplained": 1}
    assert (on_spark.lines, on_spark.written, on_spark.deleted) == ({"otherwise": 1}, 3, 1)
    for lake in (others(), DuckLake(emulator.endpoint, database)):
        again = remade(lake, swap=True)
        assert (again.named, again.written, again.deleted) == ([], 0, 0)
