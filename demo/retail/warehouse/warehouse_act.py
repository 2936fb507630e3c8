"""Asks one saved question of the warehouse's SQL, the lake's tables and the raw records.

Redshift isn't here: its own files run on DuckDB through the translation of twin/warehouse.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.expectation import expected
from demo.retail.close_run import LakeJobs
from demo.retail.store_days import business_day
from demo.retail.warehouse.warehouse_answers import CURATED, Answer, WarehouseAnswers
from domain.lake import LAKE
from jobs import raw
from jobs.raw import BEGINNING
from twin.deploy import Twin
from twin.lake.catalog import catalog
from twin.lake.duck import DuckLake
from twin.warehouse.local import ARRIVING, LAKE_TABLES, LocalWarehouse

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client

QUESTION = next(each for each in LAKE.questions if each.name == "sales_by_hour")
STORED_ROWS = """
    SELECT CAST(s AS VARCHAR) AS kept FROM sales AS s UNION ALL SELECT CAST(l AS VARCHAR) FROM sale_lines AS l
    UNION ALL SELECT CAST(d AS VARCHAR) FROM daily_store_sales AS d
"""
READ_LIMIT = 10_000

Rows = Iterable[Mapping[str, Any]]


class WarehouseAct(Act):
    """Asks for the days that were played: what a backfill brings in never was on the stream."""

    name = "warehouse"
    needs = frozenset({"Warehouse"})
    builds_on = frozenset({"close"})
    outcome: WarehouseAnswers

    def phases(self) -> Sequence[Phase]:
        """Return its step."""
        title = "Asking by the SQL of warehouse, lake and raw"
        return (Phase(name="ask", title=title, at=RunStage.EXAMINE, perform=self._ask),)

    def _ask(self, run: DemoRun) -> None:
        days = sorted({business_day(sale) for sale in expected(run.record.accepted).events.values()})
        questions = WarehouseQuestions(run.twin, run.deployment.stream, run.deployment.raw)
        self.outcome = questions.ask(LakeJobs(run.twin).lake, days)


@dataclass(frozen=True)
class WarehouseQuestions:
    """A deployment with a warehouse, whose lake has been closed."""

    twin: Twin
    stream: str
    raw: str

    def ask(self, lake: DuckLake, days: Sequence[date]) -> WarehouseAnswers:
        """Answer for each day by everybody; merge twice."""
        began = time.perf_counter()
        records = read_stream(self.twin.emulator.client("kinesis"), self.stream)
        warehouse = LocalWarehouse(records)
        counted = Counter(
            row["sale_id"] for row in warehouse.rows("SELECT sale_id FROM sales", schema="streamed")
        )
        answers = {
            CURATED: {str(day): _whole(_asked_of_lake(lake, day)) for day in days},
            "the streaming view": _asked_of(warehouse, "streamed", days),
            "plain SQL over raw": asked_of_raw(read_raw(self.twin.emulator.client("s3"), self.raw), days),
        }
        again = self._merge_twice(warehouse)
        answers["the analysts' view after the merge"] = _asked_of(warehouse, "analysts", days)
        seconds = time.perf_counter() - began
        return WarehouseAnswers(records.num_rows, counted, answers, again, seconds)

    def _merge_twice(self, warehouse: LocalWarehouse) -> int:
        tables = catalog(self.twin.emulator.endpoint)
        database = self.twin.app.output("Database")
        curated = {name: tables.load_table((database, name)).scan().to_arrow() for name in LAKE_TABLES}
        warehouse.merge(curated)
        before = Counter(row["kept"] for row in warehouse.rows(STORED_ROWS, schema="stored"))
        warehouse.merge(curated)
        after = Counter(row["kept"] for row in warehouse.rows(STORED_ROWS, schema="stored"))
        return ((before - after) + (after - before)).total()


def read_stream(kinesis: "KinesisClient", stream: str) -> pa.Table:
    """Return every record that a stream still has, as Redshift's streaming ingestion hands it over."""
    shards = kinesis.list_shards(StreamName=stream)["Shards"]
    rows = [row for shard in shards for row in _read_shard(kinesis, stream, shard["ShardId"])]
    return pa.Table.from_pylist(rows, ARRIVING)


def _read_shard(kinesis: "KinesisClient", stream: str, shard: str) -> Iterable[dict[str, Any]]:
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    while iterator:
        page = kinesis.get_records(ShardIterator=iterator, Limit=READ_LIMIT)
        for record in page["Records"]:
            arrived_at = record["ApproximateArrivalTimestamp"]
            yield {
                "approximate_arrival_timestamp": arrived_at,
                "partition_key": record["PartitionKey"],
                "shard_id": shard,
                "sequence_number": record["SequenceNumber"],
                "refresh_time": arrived_at,
                "kinesis_data": record["Data"],
            }
        iterator = page.get("NextShardIterator", "") if page["Records"] else ""


def read_raw(s3: "S3Client", bucket: str) -> pa.Table:
    """Return every record of the raw archive, in the order in which its objects arrived."""
    objects = sorted(raw.list_versions(s3, bucket, BEGINNING), key=lambda each: (each.arrived_at, each.key))
    found = [(each.arrived_at, data) for each in objects for data in raw.records(raw.read(s3, each))]
    columns = {
        "place": pa.array(range(len(found)), pa.int64()),
        "arrived_at": pa.array([at for at, _ in found], pa.timestamp("us", "UTC")),
        "data": pa.array([data for _, data in found], pa.binary()),
    }
    return pa.table(columns)


def asked_of_raw(records: pa.Table, days: Sequence[date]) -> dict[str, Answer]:
    """Return the answer of each day by DuckDB's SQL alone."""
    sql = (resources.files(__package__) / "raw_by_hour.sql").read_text()
    connection = duckdb.connect(config={"python_enable_replacements": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("raw", records)
    return {
        str(day): _whole(connection.execute(sql, [str(day)]).to_arrow_table().to_pylist()) for day in days
    }


def _asked_of(warehouse: LocalWarehouse, schema: str, days: Sequence[date]) -> dict[str, Answer]:
    return {str(day): _whole(warehouse.rows(QUESTION.sql, [str(day)], schema=schema)) for day in days}


def _asked_of_lake(lake: DuckLake, day: date) -> Rows:
    return lake.rows(QUESTION.sql.replace("?", f"'{day}'"))


def _whole(rows: Rows) -> Answer:
    return tuple(tuple(int(value) for value in row.values()) for row in rows)
