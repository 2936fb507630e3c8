"""The events that the stream hasn't taken yet, on disk, in the order of each partition.

SQLite and not segment files of our own: a transaction that was cut off is as if it had never begun, events of
different partitions leave in any order, and the space of those that left is used again. persist-queue was
weighed: it pickles, and a queue of it has one head, where each partition needs its own.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from producer.event import EncodedEvent

# AUTOINCREMENT never gives a position twice, so that removing one that has already gone hits no new event.
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL,
    partition_key TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS event_by_partition ON event (partition_key, position);
"""

# Whether a commit waits for the disk: https://sqlite.org/pragma.html#pragma_synchronous
SYNCED, NOT_SYNCED = "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"

# Walks from partition to partition in the index: a GROUP BY would read every waiting event for each request.
HEADS = """
WITH RECURSIVE partitions (key) AS (
    SELECT min(partition_key) FROM event
    UNION ALL
    SELECT (SELECT min(partition_key) FROM event WHERE partition_key > partitions.key)
    FROM partitions WHERE partitions.key IS NOT NULL
)
SELECT event.position, event.event_id, event.partition_key, event.data
FROM partitions CROSS JOIN event
ON event.position = (SELECT min(position) FROM event WHERE partition_key = partitions.key)
WHERE partitions.key NOT IN (SELECT value FROM json_each(?))
ORDER BY event.position
"""


class SpoolFailed(Exception):
    """The spool can't be read or written; events that were being sent are still their caller's."""


class SpoolEntry(NamedTuple):
    """An event and its place in the spool."""

    position: int
    event: EncodedEvent


class Spool:
    """One file of waiting events, for one thread; it outlives the process at any point."""

    def __init__(self, path: Path) -> None:
        """Open the spool, or begin a new one in a directory that exists."""
        self._path = path
        with self._failing_clearly():
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.executescript(SCHEMA)

    def append(self, events: Sequence[EncodedEvent]) -> None:
        """Keep all of these events or none; when this returns, they survive a power cut."""
        self._write(SYNCED, "INSERT INTO event (event_id, partition_key, data) VALUES (?, ?, ?)", events)

    def read_heads(self, without: Collection[str] = ()) -> Iterator[SpoolEntry]:
        """Yield the first waiting event of each partition, oldest first, without those of some partitions."""
        with self._failing_clearly():
            for position, *event in self._db.execute(HEADS, (json.dumps(list(without)),)):
                yield SpoolEntry(position, EncodedEvent(*event))

    def remove(self, sent: Sequence[SpoolEntry]) -> None:
        """Remove events that the stream has taken; a power cut may bring them back, to be sent again."""
        self._write(NOT_SYNCED, "DELETE FROM event WHERE position = ?", [(one.position,) for one in sent])

    def __len__(self) -> int:
        """Return how many events wait."""
        with self._failing_clearly():
            count: int = self._db.execute("SELECT count(*) FROM event").fetchone()[0]
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
