"""What a stand-in remembers from one run to the next."""

import os
from pathlib import Path

import msgspec

from twin.semantics.dms.definitions import TableDefinition


class ReplicationCheckpoint(msgspec.Struct, frozen=True):
    """How far a replication is: all up to `lsn` is on the stream, and the tables are defined so.

    A load that was interrupted is begun again. `loads` and `changes` count what was written, with repeats.
    """

    lsn: int
    loaded: bool
    tables: tuple[TableDefinition, ...] = ()
    loads: int = 0
    changes: int = 0


class CheckpointFile:
    """The one checkpoint of a replication."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> ReplicationCheckpoint | None:
        """Return the last checkpoint, or None before the first."""
        if not self._path.exists():
            return None
        return msgspec.json.decode(self._path.read_bytes(), type=ReplicationCheckpoint)

    def write(self, checkpoint: ReplicationCheckpoint) -> None:
        """Replace the last checkpoint: whoever is killed here leaves the old one or the new one."""
        written = self._path.with_suffix(".new")
        written.write_bytes(msgspec.json.encode(checkpoint))
        os.replace(written, self._path)
