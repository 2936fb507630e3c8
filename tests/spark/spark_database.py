"""A database's changes on Spark: the same rows as everywhere, reloads, deletes, two who state products."""

import gzip
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.lake import LAKE
from jobs.retail import fold_database
from jobs.spark import SparkLake
from tests.jobs.database.raw_changes import HOUR, MONDAY, TABLES, product, said
from tests.jobs.retail.landing.samples import PRODUCT, file, text
from tests.jobs.retail.landing.writing import write
from tests.lakes import schema
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.loopback import client

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def lake(
    session: "SparkSession", emulator: Emulator, database: str, monkeypatch: pytest.MonkeyPatch
) -> SparkLake:
    """A run on the tables that exist beside a database."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
    for table in LAKE.database_tables:
        catalog(emulator.endpoint).create_table(
            (database, table.name), schema(table), location=f"s3://{database}/{table.name}"
        )
    return SparkLake(session.newSession(), database, LAKE.every_table)


def test_what_a_replication_brought_is_folded_and_shown(
    lake: SparkLake, emulator: Emulator, database: str
) -> None:
    """FAULTS 45, 46: in two runs, of which the second has a reload and a delete."""
    arrivals = [
        [product("load", 1), product("load", 1, sku="2"), product("load", 1, sku="3")],
        [
            *(said(name, 9, "products", {}) for name in ("drop-table", "create-table")),
            *(product("load", 10, sku=sku) for sku in "12"),
            product("update", 11, department="DELI"),
            product("delete", 12, sku="2"),
            said("insert", 12, "prices", {"sku": "1", "valid_from": "2017-12-01", "price_cents": 199}),
        ],
    ]
    body = text([{**PRODUCT, "sku": "2"}])
    write(lake, file(body, 1, None, f"products/head-office/{MONDAY}.csv"))
    given = ["--RAW_BUCKET", database, "--DATABASE", database, "--METRICS_NAMESPACE", "Sluice/test"]
    tables = ["--TABLES", msgspec.json.encode(TABLES).decode()]

    for number, records in enumerate(arrivals):
        packed = gzip.compress(b"\n".join(records) + b"\n")
        client("s3", emulator.endpoint).put_object(Bucket=database, Key=f"{HOUR}/{number}.gz", Body=packed)
        counts = fold_database.main([*given, *tables], lake)

    assert counts["products_disagreeing"] == 1
    assert lake.rows("SELECT sku, department, stated_by FROM products ORDER BY sku") == [
        {"sku": "1", "department": "DELI", "stated_by": "database"},
        {"sku": "2", "department": "PRODUCE", "stated_by": "head office"},
        {"sku": "3", "department": "DAIRY", "stated_by": "database"},
    ]
    present = lake.rows("SELECT source_table, row_key FROM database_rows WHERE present ORDER BY source_table")
    assert [(row["source_table"], row["row_key"]) for row in present] == [
        ("pos.prices", '["1","2017-12-01"]'),
        ("pos.products", '["1"]'),
    ]
    assert lake.rows("SELECT price_cents FROM prices") == [{"price_cents": 199}]
