"""The replication slot of a task: where PostgreSQL keeps what wasn't confirmed yet."""

import time
from dataclasses import dataclass
from select import select

import psycopg2
from psycopg2.errors import ObjectInUse
from psycopg2.extensions import connection
from psycopg2.extras import LogicalReplicationConnection, ReplicationCursor, ReplicationMessage

from twin.database.errors import SlotLost, SourceUnfit, SourceUnreachable
from twin.database.source import SourceLogin

PLUGIN = "test_decoding"
OPTIONS = {"include-timestamp": "on"}
MOMENT = 0.05
DROP = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s"
STATE = "SELECT confirmed_flush_lsn::text, wal_status FROM pg_replication_slots WHERE slot_name = %s"
PATIENCE_SECONDS = 10
"""A reader that was killed holds its slot until PostgreSQL notices."""


@dataclass(frozen=True)
class SlotSnapshot:
    """The state that a new slot's changes begin from."""

    name: str
    lsn: int


def create_slot(reader: LogicalReplicationConnection, name: str, database: connection) -> SlotSnapshot:
    """Create a slot in the place of any former one; its snapshot is there until the reader does more."""
    drop_slot(database, name)
    with reader.cursor() as query:
        try:
            query.create_replication_slot(name, output_plugin=PLUGIN)
        except psycopg2.Error as refused:
            said = str(refused).strip().splitlines()[0]
            raise SourceUnfit(f"The source gives no replication slot: {said}") from refused
        [(_, point, snapshot, _)] = query.fetchall()
    return SlotSnapshot(snapshot, read_lsn(point))


def drop_slot(database: connection, name: str) -> None:
    """Drop a slot, if there is one: what waits in it is lost."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with database.cursor() as query:
                return query.execute(DROP, (name,))
        except ObjectInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(MOMENT)


def require_slot(database: connection, name: str, lsn: int) -> None:
    """Raise SlotLost unless the slot still has every change after a position."""
    with database.cursor() as query:
        query.execute(STATE, (name,))
        found = query.fetchall()
    again = "changes since then can't be had any more: reload the target."
    if not found:
        raise SlotLost(f"The replication slot {name} is gone from the source, and {again}")
    [(confirmed, status)] = found
    if status == "lost" or confirmed is None:
        raise SlotLost(
            f"The source dropped what the replication slot {name} needs (max_slot_wal_keep_size), and {again}"
        )
    if read_lsn(confirmed) > lsn:
        raise SlotLost(f"Something else has read the replication slot {name}, and {again}")


class SlotReader:
    """Reads a slot's changes after a position, and confirms what was written."""

    def __init__(self, login: SourceLogin, slot: str, lsn: int) -> None:
        self._login = login
        self._connection = login.connect_for_replication()
        self._cursor: ReplicationCursor = self._connection.cursor()
        self._start(slot, lsn)

    def read(self) -> ReplicationMessage | None:
        """Return the next message, or None if none has come yet; raises SourceUnreachable."""
        try:
            return self._cursor.read_message()
        except psycopg2.Error as broken:
            raise self._lost(broken) from broken

    def wait(self) -> None:
        """Wait a moment at most for something to come."""
        select([self._cursor], [], [], MOMENT)

    @property
    def end(self) -> int:
        """Up to where the source has sent all it has, once `read` returned None."""
        return int(self._cursor.wal_end or 0)

    def confirm(self, lsn: int) -> None:
        """Let the source forget what is before a position; raises SourceUnreachable."""
        try:
            self._cursor.send_feedback(flush_lsn=lsn, force=True)  # type: ignore[no-untyped-call]
        except psycopg2.Error as broken:
            raise self._lost(broken) from broken

    def close(self) -> None:
        """Leave the slot to another reader."""
        self._connection.close()

    def __enter__(self) -> "SlotReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, slot: str, lsn: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._cursor.start_replication(
                    slot_name=slot, decode=True, start_lsn=lsn, options=OPTIONS
                )
            except ObjectInUse:
                if time.monotonic() > deadline:
                    raise
                time.sleep(MOMENT)

    def _lost(self, broken: psycopg2.Error) -> SourceUnreachable:
        said = str(broken).strip().splitlines()[0]
        return SourceUnreachable(f"The source at {self._login.place} ended the connection: {said}")


def read_lsn(text: str) -> int:
    """Return a position that PostgreSQL writes as two hexadecimal halves."""
    high, low = text.split("/")
    return int(high, 16) << 32 | int(low, 16)
