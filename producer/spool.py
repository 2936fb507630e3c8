"""The sales that the stream hasn't taken yet, on disk, in the order of each store.

SQLite and not segment files of our own: a transaction that was cut off is as if it had never begun, sales of
different stores leave in any order, and the space of those that left is used again. persist-queue was
weighed: it pickles, and a queue of it has one head, where each store needs its own.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from producer.sale import Sale

# AUTOINCREMENT never gives a position twice, so that removing one that has already gone can't hit a new sale.
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS sale (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    sale_id TEXT NOT NULL,
    store_id TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS sale_by_store ON sale (store_id, position);
"""

# Whether a commit waits for the disk: https://sqlite.org/pragma.html#pragma_synchronous
SYNCED, NOT_SYNCED = "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"

# Walks from store to store in the index: a GROUP BY would read every waiting sale for each request.
HEADS = """
WITH RECURSIVE store (id) AS (
    SELECT min(store_id) FROM sale
    UNION ALL
    SELECT (SELECT min(store_id) FROM sale WHERE store_id > store.id) FROM store WHERE store.id IS NOT NULL
)
SELECT sale.position, sale.sale_id, sale.store_id, sale.data
FROM store CROSS JOIN sale ON sale.position = (SELECT min(position) FROM sale WHERE store_id = store.id)
WHERE store.id NOT IN (SELECT value FROM json_each(?))
ORDER BY sale.position
"""


class SpoolFailed(Exception):
    """The spool can't be read or written; sales that were being sent are still their caller's."""


class Waiting(NamedTuple):
    """A sale and its place in the spool."""

    position: int
    sale: Sale


class Spool:
    """One file of waiting sales, for one thread; it outlives the process at any point."""

    def __init__(self, path: Path) -> None:
        """Open the spool, or begin a new one in a directory that exists."""
        self._path = path
        with self._failing_clearly():
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.executescript(SCHEMA)

    def append(self, sales: Sequence[Sale]) -> None:
        """Keep all of these sales or none; when this returns, they survive a power cut."""
        self._write(SYNCED, "INSERT INTO sale (sale_id, store_id, data) VALUES (?, ?, ?)", sales)

    def heads(self, without: Collection[str] = ()) -> Iterator[Waiting]:
        """Yield the first waiting sale of each store, oldest first, but none of the stores in `without`."""
        with self._failing_clearly():
            for position, *sale in self._db.execute(HEADS, (json.dumps(list(without)),)):
                yield Waiting(position, Sale(*sale))

    def remove(self, sent: Sequence[Waiting]) -> None:
        """Forget sales that the stream has taken; a power cut may bring them back, to be sent again."""
        self._write(NOT_SYNCED, "DELETE FROM sale WHERE position = ?", [(one.position,) for one in sent])

    def __len__(self) -> int:
        """Return how many sales wait."""
        with self._failing_clearly():
            count: int = self._db.execute("SELECT count(*) FROM sale").fetchone()[0]
            return count

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _write(self, synced: str, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        with self._failing_clearly():
            self._db.execute(synced)
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany(statement, rows)

    @contextmanager
    def _failing_clearly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SpoolFailed(f"spool {self._path}: {error}") from error
