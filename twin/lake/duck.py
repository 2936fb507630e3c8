"""The lake without Spark: DuckDB's SQL over Iceberg tables that pyiceberg reads and writes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from pyiceberg.expressions import AlwaysTrue, BooleanExpression, In, Reference
from pyiceberg.expressions.literals import literal

from jobs.decode import EventColumns, decode
from jobs.lake import NamedFiles, Row
from jobs.merge_sql import Part, count_unlike, day_column
from jobs.raw import RawObject, read, records
from lake.schema import Table, Type
from lambdas.core.claims import Claims
from lambdas.core.time_bounds import TimeBounds
from twin.lake.catalog import NO_TABLE, catalog, view_query
from twin.lake.changes import STORED, added, changed, identity, merged, remaining
from twin.lake.partitions import within
from twin.lake.session import Session
from twin.lake.stored_rows import Stored
from twin.loopback import ACCOUNT, client

ARROW = {
    Type.BOOLEAN: pa.bool_(),
    Type.INT: pa.int32(),
    Type.LONG: pa.int64(),
    Type.STRING: pa.string(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us", "UTC"),
}
OBJECTS = {
    "object_no": Type.INT,
    "raw_object": Type.STRING,
    "raw_version": Type.STRING,
    "arrived_at": Type.TIMESTAMP,
}


class DuckLake:
    """Implements jobs.lake.Lake. A table is read when a query first names it, and stays as it was then.

    Queries may also name the views of the catalog. Its calls bear the access key `key`.
    """

    def __init__(self, endpoint: str, database: str, key: str = ACCOUNT) -> None:
        self._catalog, self._database = catalog(endpoint, key), database
        self._s3 = client("s3", endpoint, key)
        self.refresh()

    def refresh(self) -> None:
        """Forget the run's views, and see the tables as they are now."""
        self._stored: dict[str, Stored] = {}
        self._session = Session(self._read, lambda name: view_query(self._catalog, self._database, name))

    def decode(self, objects: Sequence[RawObject], columns: EventColumns, bounds: TimeBounds) -> None:
        """Make the views `objects` and `decoded`."""
        batches = (batch for each in objects for batch in self._decoded(each, columns, bounds))
        self._session.show("decoded", pa.Table.from_batches(batches, columns.schema))
        places = ((each.number, each.key, each.version, each.arrived_at) for each in objects)
        self.table("objects", [dict(zip(OBJECTS, place, strict=True)) for place in places], OBJECTS)

    def table(self, name: str, rows: Sequence[Row], columns: Mapping[str, Type]) -> None:
        """Make a view of a few rows."""
        schema = pa.schema([(column, ARROW[type_]) for column, type_ in columns.items()])
        self._session.show(name, pa.Table.from_pylist(list(rows), schema))

    def view(self, name: str, sql: str) -> None:
        """Make a view of a query; it is computed now."""
        self._session.show(name, self._session.query(sql))

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return a query's rows, with times in UTC."""
        found: list[dict[str, Any]] = self._session.query(sql).to_pylist()
        return found

    def insert(self, table: Table, view: str) -> int:
        """Insert the rows of a view whose key the table lacks, and say how many; or raise Conflict."""
        stored = self._open(table.name)
        self._session.show(STORED, stored.read(self._partitions(table, view), identity(table)))
        new = self._session.query(added(table, view))
        if new.num_rows:
            stored.append(new)
            self._session.forget(table.name)
        return int(new.num_rows)

    def upsert(self, table: Table, view: str) -> int:
        """Insert or replace rows, and say how many; or raise Conflict."""
        stored, partitions = self._open(table.name), self._partitions(table, view)
        self._session.show(STORED, stored.read(partitions))
        changes = self._session.query(changed(table, view))
        if changes.num_rows:
            stored.replace(partitions, self._session.query(merged(table, view)))
            self._session.forget(table.name)
        return int(changes.num_rows)

    def delete(self, table: Table, view: str) -> int:
        """Delete the rows whose key a view has, and say how many; or raise Conflict."""
        stored, partitions = self._open(table.name), self._partitions(table, view)
        rows = stored.read(partitions)
        self._session.show(STORED, rows)
        left = self._session.query(remaining(table, view))
        if left.num_rows < rows.num_rows:
            stored.replace(partitions, left)
            self._session.forget(table.name)
        return int(rows.num_rows - left.num_rows)

    def tag(self, table: Table, names: Sequence[str]) -> None:
        """Name the table's present state, all names in one commit; a name that exists moves."""
        self._open(table.name).tag(names)

    def rewrite(self, table: Table, view: str, parts: Sequence[Part]) -> int:
        """Put a view's rows in the place of all that partitions have; return how many are otherwise now."""
        if table.partitions and not parts:
            return 0
        [unlike] = self.rows(count_unlike(table, view, parts))
        stored, where = self._open(table.name), within(table, parts)
        if unlike["fresh"] or unlike["stale"] or stored.is_marked(where):
            columns = ", ".join(table.columns)
            stored.replace(where, self._session.query(f"SELECT {columns} FROM {view}"))  # noqa: S608
            self._session.forget(table.name)
        return int(max(unlike.values()))

    def drop_history(self, table: Table, names: Sequence[str]) -> int:
        """Leave a table its present state only, under these names; return how many states went."""
        return self._open(table.name).drop_history(names)

    def files(self, table: Table) -> NamedFiles:
        """Return the files of a table as it is now, and of every state that it can still be read in."""
        return self._open(table.name).files()

    def _decoded(
        self, each: RawObject, columns: EventColumns, bounds: TimeBounds
    ) -> Iterator[pa.RecordBatch]:
        claims, found = Claims(self._s3, each.bucket), records(read(self._s3, each))
        return decode(each.number, found, each.arrived_at, bounds.of_object(each.key), claims, columns)

    def _read(self, name: str) -> pa.Table | None:
        try:
            return self._open(name).read()
        except NO_TABLE:
            return None

    def _open(self, name: str) -> Stored:
        if name not in self._stored:
            self._stored[name] = Stored(self._catalog.load_table((self._database, name)))
        return self._stored[name]

    def _partitions(self, table: Table, view: str) -> BooleanExpression:
        """Where in the table the rows of a view belong."""
        if not (day := day_column(table)):
            return AlwaysTrue()
        found = self.rows(f"SELECT DISTINCT {day} AS day FROM {view}")  # noqa: S608 (names are ours)
        return In(term=Reference(day), values={literal(row["day"]) for row in found})
