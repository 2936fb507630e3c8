"""The events that the stream hasn't taken yet, on disk, in the order of each partition.

SQLite and not segment files of our own: a transaction that was cut off is as if it had never begun, events of
different partitions leave in any order, and the space of those that left is used again. persist-queue was
weighed: it pickles, and a queue of it has one head, where each partition needs its own.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

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
CREATE TABLE IF NOT EXISTS damaged (position INTEGER PRIMARY KEY, event_id, partition_key, data);
"""
# Spools from before have rows without one.
CHECKED = "ALTER TABLE event ADD COLUMN checksum INTEGER"

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
SELECT event.position, event.event_id, event.partition_key, event.data, event.checksum
FROM partitions CROSS JOIN event
ON event.position = (
    SELECT min(position) FROM event
    WHERE partition_key = partitions.key
    AND position > coalesce((SELECT value FROM json_each(:sent) WHERE key = partitions.key), 0)
)
WHERE partitions.key NOT IN (SELECT value FROM json_each(:without))
ORDER BY event.position
"""
REMOVE = "DELETE FROM event WHERE partition_key = ? AND position <= ?"
SET_ASIDE = "INSERT INTO damaged SELECT position, event_id, partition_key, data FROM event WHERE position = ?"


INSERT = "INSERT INTO event (event_id, partition_key, data, checksum) VALUES (?, ?, ?, ?)"
COUNT = """
SELECT count(*) FROM event
WHERE position > coalesce((SELECT value FROM json_each(:sent) WHERE key = event.partition_key), 0)
"""


class SpoolFailed(Exception):
    """The spool can't be read or written; events that were being sent are still their caller's."""


class SpoolEntry(NamedTuple):
    """An event and its place in the spool; one that isn't `intact` has other bytes than were appended."""

    position: int
    event: EncodedEvent
    intact: bool = True


class Spool:
    """One file of waiting events, for one thread; it outlives the process at any point."""

    def __init__(self, path: Path) -> None:
        """Open the spool, or begin a new one in a directory that exists."""
        self._path = path
        self._sent: dict[str, int] = {}
        with self._failing_clearly():
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.executescript(SCHEMA)
            columns = {name for _, name, *_ in self._db.execute("PRAGMA table_info(event)")}
            if "checksum" not in columns:
                self._db.execute(CHECKED)

    def append(self, events: Sequence[EncodedEvent]) -> None:
        """Keep all of these events or none; when this returns, they survive a power cut."""
        rows = [(*event, _checksum(*event)) for event in events]
        with self._failing_clearly():
            self._write(SYNCED, (INSERT, rows))

    def read_heads(self, without: Collection[str] = ()) -> Iterator[SpoolEntry]:
        """Yield the first waiting event of each partition, oldest first, without those of some partitions."""
        asked = {"sent": json.dumps(self._sent), "without": json.dumps(list(without))}
        with self._failing_clearly():
            for position, event_id, partition, data, checksum in self._db.execute(HEADS, asked):
                intact = isinstance(data, bytes) and checksum in (None, _checksum(event_id, partition, data))
                yield SpoolEntry(position, EncodedEvent(event_id, partition, data), intact)

    def remove(self, sent: Sequence[SpoolEntry]) -> None:
        """Forget events that the stream has taken; a power cut may bring them back, to be sent again.

        A disk that is full takes no removal either. Then they are only known to be sent, until it has room.
        """
        for one in sent:
            self._sent[one.event.partition] = max(one.position, self._sent.get(one.event.partition, 0))
        with suppress(sqlite3.Error):
            self._write(NOT_SYNCED, (REMOVE, list(self._sent.items())))
            self._sent.clear()

    def set_aside(self, damaged: Sequence[SpoolEntry]) -> None:
        """Keep in a table of its own what must not be sent: somebody may still read what it was."""
        rows = [(one.position,) for one in damaged]
        with self._failing_clearly():
            self._write(SYNCED, (SET_ASIDE, rows), ("DELETE FROM event WHERE position = ?", rows))

    def __len__(self) -> int:
        """Return how many events wait."""
        with self._failing_clearly():
            count: int = self._db.execute(COUNT, {"sent": json.dumps(self._sent)}).fetchone()[0]
            return count

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _write(self, synced: str, *statements: tuple[str, Sequence[tuple[Any, ...]]]) -> None:
        self._db.execute(synced)
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for statement, rows in statements:
                self._db.executemany(statement, rows)

    @contextmanager
    def _failing_clearly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SpoolFailed(f"spool {self._path}: {error}") from error


def _checksum(event_id: str, partition: str, data: bytes) -> int:
    return crc32(f"{event_id}\0{partition}\0".encode() + data)
