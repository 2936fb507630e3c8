"""DuckDB over Arrow tables that are read when a query first names them."""

from collections.abc import Callable

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp


class Session:
    """One state of the lake's tables, the views over them, and what a run shows beside them."""

    def __init__(
        self, read: Callable[[str], pa.Table | None], find_view: Callable[[str], str | None] = lambda _: None
    ) -> None:
        """`read` returns the rows of a table, `find_view` the query of a view: None if there is none."""
        self._read, self._find_view = read, find_view
        self._shown: set[str] = set()
        self._duck = duckdb.connect(config={"python_enable_replacements": "false"})
        self._duck.execute("SET TimeZone = 'UTC'")

    def query(self, sql: str) -> pa.Table:
        """Return a query's rows. A sum of whole numbers has 64 bits, as elsewhere: DuckDB's have 128."""
        self._prepare(sql)
        found = self._duck.sql(sql).to_arrow_table()
        return found.cast(pa.schema([_narrowed(field) for field in found.schema]))

    def show(self, name: str, rows: pa.Table) -> None:
        """Let queries find rows under a name, in the place of others of that name."""
        self._duck.register(name, rows)
        self._shown.add(name)

    def forget(self, table: str) -> None:
        """Read a table anew when it is named again."""
        self._duck.unregister(table)
        self._shown.discard(table)

    def _prepare(self, sql: str) -> None:
        """Show what a query names, itself or through a view, and what wasn't shown yet."""
        for name in _names(sql) - self._shown:
            if (rows := self._read(name)) is not None:
                self.show(name, rows)
            elif query := self._find_view(name):
                self._prepare(query)
                self._duck.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")


def _names(sql: str) -> set[str]:
    """Return the tables and views that a query names, but what it defines itself."""
    parsed = sqlglot.parse_one(sql, dialect="duckdb")
    defined = {each.alias for each in parsed.find_all(exp.CTE)}
    return {each.name for each in parsed.find_all(exp.Table)} - defined


def _narrowed(field: pa.Field) -> pa.Field:
    whole = pa.types.is_decimal(field.type) and field.type.scale == 0
    return field.with_type(pa.int64()) if whole else field
