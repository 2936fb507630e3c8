"""Reads whole tables as they were at a slot's snapshot."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, connection, quote_ident

from twin.database.source import SourceLogin
from twin.semantics.dms.decoder_output import Tuple
from twin.semantics.dms.definitions import TableDefinition

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
NULL = "\\N"


@contextmanager
def snapshot_of(login: SourceLogin, name: str) -> Iterator[connection]:
    """Connect to the database as it was at an exported snapshot."""
    database = login.connect()
    try:
        database.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True, autocommit=False)
        with database.cursor() as query:
            query.execute("SET TRANSACTION SNAPSHOT %s", (name,))
        yield database
    finally:
        database.close()


def read_rows(database: connection, table: TableDefinition, take: Callable[[Tuple], object]) -> None:
    """Give each row to `take`, its values written as the plugin writes them: by COPY.

    A cast to text would drop the blanks of a character(n).
    """
    columns = [column.name for column in table.columns if column.stored]
    with database.cursor() as query:
        names = ", ".join(quote_ident(name, query) for name in columns) or "NULL"
        source = f"{quote_ident(table.schema, query)}.{quote_ident(table.name, query)}"
        query.copy_expert(f"COPY (SELECT {names} FROM {source}) TO STDOUT", _Lines(columns, take))  # noqa: S608


class _Lines:
    """The file that psycopg2 writes what it copies to, piece by piece."""

    def __init__(self, columns: list[str], take: Callable[[Tuple], object]) -> None:
        self._columns, self._take = columns, take
        self._begun = b""

    def write(self, piece: bytes | str) -> None:
        *lines, self._begun = (self._begun + (piece.encode() if isinstance(piece, str) else piece)).split(
            b"\n"
        )
        for line in lines:
            texts = map(_value, line.decode().split("\t"))
            self._take(dict(zip(self._columns, texts, strict=True)))


def _value(text: str) -> str | None:
    """https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2."""
    if text == NULL:
        return None
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), text) if "\\" in text else text
