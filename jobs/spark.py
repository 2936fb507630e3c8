"""The lake on Spark and Iceberg, as Glue runs it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import expr

from jobs import merge_sql
from jobs.decode import EventColumns
from jobs.iceberg import StoredTable, translate_conflicts
from jobs.lake import NamedFiles, Row
from jobs.merge_sql import Part
from jobs.raw import RawObject
from jobs.spark_decode import decode_objects
from lake.schema import Table, Type
from lambdas.core.time_bounds import TimeBounds

OBJECTS = {
    "object_no": Type.INT,
    "raw_object": Type.STRING,
    "raw_version": Type.STRING,
    "arrived_at": Type.TIMESTAMP,
}
# https://spark.apache.org/docs/3.5.6/sql-ref-datatypes.html; the others are called the same.
SPARK_TYPES = {Type.LONG: "bigint", Type.TIMESTAMP: "timestamp"}


def open_lake(database: str, tables: Sequence[Table]) -> "SparkLake":
    """Return the lake in a database of the default catalog; all settings are the job's `--conf` argument."""
    return SparkLake(SparkSession.builder.getOrCreate(), database, tables)


class SparkLake:
    """Implements jobs.lake.Lake. A table is read when a query first names it, and stays as it was then."""

    def __init__(self, session: SparkSession, database: str, tables: Sequence[Table]) -> None:
        self._session, self._database, self._tables = session, database, tables
        self._catalog = str(session.conf.get("spark.sql.defaultCatalog"))
        # Iceberg's catalog keeps what it has read: not for 30 seconds but until `refresh`.
        session.conf.set(f"spark.sql.catalog.{self._catalog}.cache.expiration-interval-ms", "-1")
        session.conf.set("spark.sql.session.timeZone", "UTC")
        # An overflow is an error.
        session.conf.set("spark.sql.ansi.enabled", "true")
        session.sql(f"USE `{database}`")
        self._decoded: DataFrame | None = None
        self._views: set[str] = set()

    def refresh(self) -> None:
        """Forget the run's views, and see the tables as they are now."""
        while self._views:
            self._session.catalog.dropTempView(self._views.pop())
        self._release()
        for table in self._tables:
            self._session.catalog.refreshTable(table.name)

    def decode(self, objects: Sequence[RawObject], columns: EventColumns, bounds: TimeBounds) -> None:
        """Make the views `objects` and `decoded`."""
        self._release()
        self._decoded = decode_objects(self._session, objects, columns, bounds).persist()
        self._name("decoded", self._decoded)
        places = ((each.number, each.key, each.version, each.arrived_at) for each in objects)
        self.table("objects", [dict(zip(OBJECTS, place, strict=True)) for place in places], OBJECTS)

    def table(self, name: str, rows: Sequence[Row], columns: Mapping[str, Type]) -> None:
        """Make a view of a few rows."""
        schema = ", ".join(f"{column} {SPARK_TYPES.get(kind, kind)}" for column, kind in columns.items())
        values = [tuple(row[column] for column in columns) for row in rows]
        self._name(name, self._session.createDataFrame(values, schema))

    def view(self, name: str, sql: str) -> None:
        """Make a view of a query; it is computed now, and doesn't change with the tables that it reads.

        What is merely cached Spark computes anew after a write to such a table. What is checkpointed is lost
        with the worker that has it: then the run fails, and its repetition starts from raw.
        """
        self._name(name, self._session.sql(sql).localCheckpoint())

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return a query's rows, with times in UTC."""
        found = self._session.sql(sql).collect()
        return [{name: _in_utc(value) for name, value in row.asDict().items()} for row in found]

    def insert(self, table: Table, view: str) -> int:
        """Insert the rows of a view whose key the table lacks, and say how many; or raise Conflict."""
        return self._merge(table, view, merge_sql.no_update(table))

    def upsert(self, table: Table, view: str) -> int:
        """Insert or replace rows, and say how many; or raise Conflict."""
        return self._merge(table, view, merge_sql.differs(table))

    def delete(self, table: Table, view: str) -> int:
        """Delete the rows whose key a view has, and say how many; or raise Conflict."""
        if (days := self._days(table, view)) == []:
            return 0
        same = merge_sql.same_row(table, days)
        [[stored]] = [row.values() for row in self.rows(merge_sql.count_stored(table, view, same))]
        if stored:
            with translate_conflicts():
                self._session.sql(merge_sql.removal(table, view, same))
        return int(stored)

    def tag(self, table: Table, names: Sequence[str]) -> None:
        """Name the table's present state, all names in one commit; a name that exists moves."""
        self._stored(table).tag(names)

    def rewrite(self, table: Table, view: str, parts: Sequence[Part]) -> int:
        """Put a view's rows in the place of all that partitions have; return how many are otherwise now."""
        if table.partitions and not parts:
            return 0
        [unlike] = self.rows(merge_sql.count_unlike(table, view, parts))
        stored, within = self._stored(table), merge_sql.is_within(table, parts)
        if unlike["fresh"] or unlike["stale"] or self._is_marked(table, parts):
            rows = self._session.sql(f"SELECT {', '.join(table.columns)} FROM {view}")  # noqa: S608
            options = {"isolation-level": "serializable", "validate-from-snapshot-id": stored.snapshot_id}
            with translate_conflicts():
                rows.writeTo(table.name).options(**options).overwrite(expr(within))
        return int(max(unlike.values()))

    def drop_history(self, table: Table, names: Sequence[str]) -> int:
        """Leave a table its present state only, under these names; return how many states went."""
        stored = self._stored(table)
        states = len(stored.snapshot_ids())
        if states <= 1:
            return 0
        place = f"{self._database}.{table.name}"
        with translate_conflicts():
            # A state also lists files that it has removed, with the least and greatest value of each column.
            self._session.sql(f"CALL {self._catalog}.system.rewrite_manifests('{place}')")
        stored.drop_history(names)
        return states

    def files(self, table: Table) -> NamedFiles:
        """Return the files of a table as it is now, and of every state that it can still be read in."""
        stored = self._stored(table)
        place, needed = f"`{self._database}`.{table.name}", {stored.metadata}
        for column, of in (
            ("file_path", "all_files"),
            ("path", "all_manifests"),
            ("manifest_list", "snapshots"),
        ):
            found = self.rows(f"SELECT DISTINCT {column} AS file FROM {place}.{of}")  # noqa: S608 (names are ours)
            needed.update(row["file"] for row in found)
        return NamedFiles(stored.location, needed, stored.replaced_metadata() - needed)

    def _merge(self, table: Table, view: str, replaced: str) -> int:
        """Commit only if there is something to commit."""
        days = self._days(table, view)
        if days == []:
            return 0
        same = merge_sql.same_row(table, days)
        if not self.rows(merge_sql.changes(table, view, same, replaced)):
            return 0
        with translate_conflicts():
            self._session.sql(merge_sql.merge(table, view, same, replaced))
        return self._stored(table).written()

    def _days(self, table: Table, view: str) -> list[date] | None:
        """Return which days a view has, if the table is parted by them."""
        if not (day := merge_sql.day_column(table)):
            return None
        found = self.rows(f"SELECT DISTINCT {day} AS day FROM {view} ORDER BY day")  # noqa: S608 (names are ours)
        return [row["day"] for row in found]

    def _is_marked(self, table: Table, parts: Sequence[Part]) -> bool:
        """Tell whether rows of partitions are only marked as deleted: they stay in files beside the marks."""
        day = merge_sql.day_column(table)
        where = merge_sql.is_within(table, parts).replace(day, f"partition.{day}") if day else "TRUE"
        marks = f"SELECT 1 FROM `{self._database}`.{table.name}.delete_files WHERE {where} LIMIT 1"  # noqa: S608
        return bool(self.rows(marks))

    def _stored(self, table: Table) -> StoredTable:
        return StoredTable(self._session, self._catalog, f"`{self._database}`.{table.name}")

    def _name(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(name)
        self._views.add(name)

    def _release(self) -> None:
        if self._decoded:
            self._decoded.unpersist()
        self._decoded = None


def _in_utc(value: object) -> object:
    """Spark hands out times in this machine's zone, and doesn't say so."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value
