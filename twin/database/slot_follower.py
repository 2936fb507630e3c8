"""Follows a slot: what changes in the source goes to the stream, and what is there is remembered."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from twin.database.checkpoint import CheckpointFile, ReplicationCheckpoint
from twin.database.slot import SlotReader
from twin.database.target import MOST_RECORDS, RecordTarget
from twin.semantics.dms.conversion import Conversion, Transaction
from twin.semantics.dms.definitions import definitions
from twin.semantics.dms.settings import DmsReplication


class SlotFollower:
    """What was read and isn't on the stream yet."""

    def __init__(
        self,
        replication: DmsReplication,
        target: RecordTarget,
        checkpoints: CheckpointFile,
        checkpoint: ReplicationCheckpoint,
    ) -> None:
        self._target, self._checkpoints, self._checkpoint = target, checkpoints, checkpoint
        self._conversion = Conversion(replication, definitions(checkpoint.tables))
        self._waiting: list[Transaction] = []

    def turn(self, reader: SlotReader, now: Callable[[], datetime]) -> None:
        """Read one message, or write what was read if nothing more has come."""
        message = reader.read()
        if message is None:
            self._write(reader)
            self._confirm_rest(reader)
            reader.wait()
            return
        done = self._conversion.convert(message.payload, message.data_start, now())
        if done:
            self._waiting.append(done)
        if sum(len(each.records) for each in self._waiting) >= MOST_RECORDS:
            self._write(reader)

    def _write(self, reader: SlotReader) -> None:
        """Write, remember, confirm: in this order nothing is lost, whenever this ends."""
        if not self._waiting:
            return
        self._target.put([record for each in self._waiting for record in each.records])
        last, changes = self._waiting[-1], sum(each.changes for each in self._waiting)
        self._waiting = []
        self._remember(
            reader,
            ReplicationCheckpoint(
                last.lsn,
                loaded=True,
                tables=tuple(last.definitions.values()),
                loads=self._checkpoint.loads,
                changes=self._checkpoint.changes + changes,
            ),
        )

    def _confirm_rest(self, reader: SlotReader) -> None:
        """Let the source forget what came to nothing, or an idle source keeps its log for ever."""
        if not self._conversion.is_open and reader.end > self._checkpoint.lsn:
            self._remember(reader, msgspec.structs.replace(self._checkpoint, lsn=reader.end))

    def _remember(self, reader: SlotReader, checkpoint: ReplicationCheckpoint) -> None:
        self._checkpoints.write(checkpoint)
        self._checkpoint = checkpoint
        reader.confirm(checkpoint.lsn)
