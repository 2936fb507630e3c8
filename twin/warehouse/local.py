"""The warehouse as it would be, on DuckDB: set up by its own files, fed by hand, merged and asked."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

import warehouse
from twin.warehouse.translation import translate
from warehouse import DeliveryMode

ARRIVING = pa.schema(
    {
        "approximate_arrival_timestamp": pa.timestamp("us", "UTC"),
        "partition_key": pa.string(),
        "shard_id": pa.string(),
        "sequence_number": pa.string(),
        "refresh_time": pa.timestamp("us", "UTC"),
        "kinesis_data": pa.binary(),
    }
)
"""https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion-getting-started.html"""

LAKE_TABLES = tuple(dict.fromkeys(re.findall(r"\blake\.(\w+)", "\n".join(warehouse.merge_statements()))))
"""The lake's tables that the merge reads, in the order in which it names them first."""

RECORDS = "records.sql"

Rows = list[dict[str, Any]]


class LocalWarehouse:
    """Stands in for a workgroup: `records` are those of the stream, as often and in the order they came.

    What is older than `oldest_day` is refused.
    """

    def __init__(self, records: pa.Table, stream: str = "stream", oldest_day: str = "2017-01-01") -> None:
        self._names = {"stream": stream, "catalog": "lake", "oldest_day": oldest_day}
        self._duck = duckdb.connect(config={"python_enable_replacements": "false"})
        self._duck.execute("SET TimeZone = 'UTC'")
        self._duck.execute("CREATE SCHEMA arriving; CREATE SCHEMA lake")
        self.arrive(records)
        for step in warehouse.setup_steps(DeliveryMode.STREAMING):
            for statement in step.statements:
                self._run(statement)

    def arrive(self, records: pa.Table) -> None:
        """Put records in the place of those that the stream has had."""
        self._show(f'arriving."{self._names["stream"]}"', records.cast(ARRIVING))

    def refresh(self) -> None:
        """Do once what AUTO REFRESH does: read the stream anew, as far as it has come."""
        [view] = [
            each for each in warehouse.setup_steps(DeliveryMode.STREAMING) if each.name.endswith(RECORDS)
        ]
        for statement in view.statements:
            self._run(statement)

    def merge(self, lake: Mapping[str, pa.Table]) -> None:
        """Bring the stored tables up to the lake's, all or nothing."""
        for name in LAKE_TABLES:
            self._show(f"lake.{name}", lake[name])
        self._duck.begin()
        try:
            for statement in warehouse.merge_statements():
                self._run(statement)
            self._drop_temporary()
        except BaseException:
            self._duck.rollback()
            raise
        self._duck.commit()

    def trim(self) -> None:
        """Remove records that were merged long ago."""
        self._run(warehouse.trim_statement(DeliveryMode.STREAMING))

    def rows(self, sql: str, parameters: Sequence[object] = (), *, schema: str = "analysts") -> Rows:
        """Return the rows of a query whose tables are those of a schema."""
        self._duck.execute(f"SET search_path = '{schema}'")
        answer: Rows = self._duck.execute(sql, list(parameters)).to_arrow_table().to_pylist()
        return answer

    def _run(self, statement: str) -> None:
        if translated := translate(warehouse.fill_in(statement, self._names)):
            self._duck.execute(translated)

    def _show(self, name: str, rows: pa.Table) -> None:
        self._duck.register("given", rows)
        self._duck.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")  # noqa: S608 (our names)
        self._duck.unregister("given")

    def _drop_temporary(self) -> None:
        """A temporary table ends with its session, and Redshift's Data API opens one a batch."""
        temporary = self._duck.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
        for (name,) in temporary:
            self._duck.execute(f"DROP TABLE temp.{name}")
