"""The source's rows, as PostgreSQL has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from pg8000 import native
from pg8000.exceptions import DatabaseError, InterfaceError

from lambdas.core.cdc.statement import encode_key
from lambdas.core.cdc.tables import SourceTable
from lambdas.core.cdc_compare.canonical import digest, key_value
from lambdas.core.cdc_compare.faults import ComparisonFailed, failure_of
from lambdas.core.source_connection import open_connection

ROWS_A_FETCH = 2_000
KEYS_A_QUERY = 500

# Texts follow the session that reads them.
SESSION = (
    "SET TIME ZONE 'UTC'",
    "SET datestyle TO 'ISO, YMD'",
    "SET extra_float_digits TO 1",
    "SET bytea_output TO 'hex'",
)
COLUMNS = """
    SELECT attname::text, format_type(atttypid, NULL)
    FROM pg_attribute
    WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY attnum
"""
LOST_SLOTS = "SELECT slot_name::text FROM pg_replication_slots WHERE wal_status = 'lost'"


@dataclass
class SourceSide:
    """A connection; what is wrong with the database or the settings is ComparisonFailed, in one line."""

    connection: native.Connection
    user: str
    _types: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def check(self) -> None:
        """Raise ComparisonFailed for what keeps changes from being replicated at all."""
        [[level]] = self.run("SHOW wal_level")
        if level != "logical":
            raise ComparisonFailed(
                f"wal_level is {level}: set it to logical (on RDS rds.logical_replication to 1) and restart"
            )
        for (slot,) in self.run(LOST_SLOTS):
            raise ComparisonFailed(
                f"the replication slot {slot} is lost, and with it changes that nobody has read: "
                "drop it, and start the replication with reload-target"
            )

    def rows(self, table: SourceTable) -> Iterator[tuple[str, bytes]]:
        """Yield every row's key and digest, as of one moment; a few thousand rows are in memory."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", table=table)
        try:
            self.run(f"DECLARE compared NO SCROLL CURSOR FOR {self._select(table)}", table=table)
            while found := self.run(f"FETCH FORWARD {ROWS_A_FETCH} FROM compared", table=table):
                yield from self._rows(table, found)
        finally:
            self.run("ROLLBACK")

    def some(self, table: SourceTable, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the digests of those of the keys that are there."""
        wanted = sorted(keys)
        found: dict[str, bytes] = {}
        names = ", ".join(map(native.identifier, table.key))
        for start in range(0, len(wanted), KEYS_A_QUERY):
            rows = ", ".join(self._literals(table, key) for key in wanted[start : start + KEYS_A_QUERY])
            selected = f"{self._select(table)} WHERE ({names}) IN ({rows})"
            found.update(self._rows(table, self.run(selected, table=table)))
        return found

    def _literals(self, table: SourceTable, key: str) -> str:
        types = [self.types(table)[name] for name in table.key]
        values = zip(msgspec.json.decode(key, type=list[Any]), types, strict=True)
        return f"({', '.join(f'{native.literal(str(value))}::{type_}' for value, type_ in values)})"

    def _rows(self, table: SourceTable, found: Sequence[Sequence[Any]]) -> Iterator[tuple[str, bytes]]:
        types = self.types(table)
        for values in found:
            columns = dict(zip(types, values, strict=True))
            yield (
                encode_key([key_value(columns[name], types[name]) for name in table.key]),
                digest(columns, types),
            )

    def _select(self, table: SourceTable) -> str:
        names = ", ".join(f"{native.identifier(name)}::text" for name in self.types(table))
        return f"SELECT {names} FROM {_name(table)}"  # noqa: S608 (quoted)

    def types(self, table: SourceTable) -> Mapping[str, str]:
        """Return the table's columns as they are now, with their types."""
        if table.full_name not in self._types:
            rows = self.run(COLUMNS, table=table, values={"table": _name(table)})
            found: dict[str, str] = {str(name): str(type_) for name, type_ in rows}
            for name in table.key:
                if name not in found:
                    raise ComparisonFailed(
                        f"{table.full_name} has no column {name}, which the settings have in its key"
                    )
            self._types[table.full_name] = found
        return self._types[table.full_name]

    def run(
        self, sql: str, *, table: SourceTable | None = None, values: Mapping[str, Any] | None = None
    ) -> Sequence[Sequence[Any]]:
        try:
            return self.connection.run(sql, **dict(values or {})) or ()
        except (DatabaseError, InterfaceError, OSError) as error:
            raise failure_of(error, user=self.user, table=table.full_name if table else "") from None


def connect(credentials: Mapping[str, str], database: str, ca_file: str) -> SourceSide:
    """Connect as a secret says, over verified TLS unless to this machine; raise ComparisonFailed."""
    user = credentials["username"]
    try:
        connection = open_connection(credentials, database, ca_file)
    except (DatabaseError, InterfaceError, OSError) as error:
        raise failure_of(error, user=user, table="") from None
    side = SourceSide(connection, user)
    for setting in SESSION:
        side.run(setting)
    return side


def _name(table: SourceTable) -> str:
    return f"{native.identifier(table.schema)}.{native.identifier(table.name)}"
