"""The jobs' transform on Spark, without Iceberg: files in, files out, as the others have it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from benchmarks.lake.ours_duckdb import ARRIVED, NoClaims
from benchmarks.lake.outcome import TransformOutcome
from benchmarks.lake.transform import transform
from domain.lake.tables import TABLES
from jobs.decode import decode
from jobs.raw import records
from jobs.retail.sale_columns import SALE_COLUMNS
from lake.schema import Type

SQL = {Type.LONG: "bigint", Type.TIMESTAMP: "timestamp"}


class SparkFiles:
    """Implements benchmarks.lake.transform.Files."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        for table in TABLES:
            columns = ", ".join(f"{each.name} {SQL.get(each.type, each.type)}" for each in table.fields)
            session.createDataFrame([], columns).createOrReplaceTempView(table.name)

    def read(self, files: Sequence[Path]) -> None:
        """Files are spread over the cores."""
        places = [(number, str(file)) for number, file in enumerate(files)]
        listed = self._session.createDataFrame(places, "number int, path string").repartition(len(files))
        self._name("decoded", listed.mapInArrow(_decode, from_arrow_schema(SALE_COLUMNS.schema)).persist())
        rows = [(number, path, "1", ARRIVED) for number, path in places]
        columns = "object_no int, raw_object string, raw_version string, arrived_at timestamp"
        self._name("objects", self._session.createDataFrame(rows, columns))

    def view(self, name: str, sql: str) -> None:
        """Unlike SparkLake's it is computed where it is used: nobody writes to what it reads."""
        self._name(name, self._session.sql(sql))

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return rows, as SparkLake does."""
        return [row.asDict() for row in self._session.sql(sql).collect()]

    def keep(self, table: str, view: str, directory: Path) -> int:
        """Write the rows, and read them from there."""
        path = str(directory / f"{table}.parquet")
        self._session.table(view).write.mode("overwrite").parquet(path)
        written = self._session.read.parquet(path)
        self._name(table, written)
        return written.count()

    def _name(self, name: str, rows: DataFrame) -> None:
        rows.createOrReplaceTempView(name)


def start() -> SparkSession:
    """Return the session, which takes seconds."""
    session = SparkSession.builder.getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session


def run(files: Sequence[Path], directory: Path) -> TransformOutcome:
    """Curate and report."""
    return transform(SparkFiles(start()), files, directory)


def _decode(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for place in batch.to_pylist():
            body = Path(place["path"]).read_bytes()
            yield from decode(place["number"], records(body), ARRIVED, date.min, NoClaims(), SALE_COLUMNS)
