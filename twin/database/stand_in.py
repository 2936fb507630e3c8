"""A stand-in for AWS DMS serverless: a full load in a slot's snapshot, and then what changes."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from psycopg2.extensions import connection

from twin.database.catalog import (
    read_definitions,
    require_readable,
    require_some,
    require_trigger,
    selected,
)
from twin.database.checkpoint import CheckpointFile, ReplicationCheckpoint
from twin.database.errors import SlotLost
from twin.database.full_load import read_rows, snapshot_of
from twin.database.slot import SlotReader, create_slot, require_slot
from twin.database.slot_follower import SlotFollower
from twin.database.source import SourceLogin, require_replicable, seconds_ahead
from twin.database.target import MOST_RECORDS, RecordTarget
from twin.semantics.dms.decoder_output import Tuple
from twin.semantics.dms.definitions import (
    Definitions,
    Operation,
    TableAlteration,
    TableDefinition,
)
from twin.semantics.dms.records import OutputRecord, RecordWriter
from twin.semantics.dms.rows import RowRecord
from twin.semantics.dms.settings import DmsReplication

CLOCK_TOLERANCE_SECONDS = 60


class StartType(StrEnum):
    """How a replication starts.

    https://docs.aws.amazon.com/dms/latest/APIReference/API_StartReplication.html
    """

    START = "start-replication"
    RESUME = "resume-processing"
    RELOAD = "reload-target"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class StandIn:
    """One replication; `warn` takes a line that stops nothing, and `now` is the clock of this machine."""

    replication: DmsReplication
    login: SourceLogin
    target: RecordTarget
    checkpoints: CheckpointFile
    warn: Callable[[str], object] = field(default=lambda _: None)
    now: Callable[[], datetime] = _now

    def run(self, start: StartType, stopping: Callable[[], bool]) -> None:
        """Load unless that was done, and follow what changes until it is time to stop; raises TwinError."""
        with closing(self.login.connect()) as database:
            self._examine(database)
            checkpoint = self._checkpoint(start)
            if checkpoint is None or not checkpoint.loaded:
                checkpoint = self._load(database)
            require_slot(database, self.replication.slot, checkpoint.lsn)
        if self.replication.config.replication_type != "full-load":
            self._follow(checkpoint, stopping)

    def _checkpoint(self, start: StartType) -> ReplicationCheckpoint | None:
        """Only the first start begins anew: a later one goes on where it was (StartReplication)."""
        if start is StartType.RELOAD:
            return None
        found = self.checkpoints.read()
        if found is None and start is StartType.RESUME:
            raise SlotLost(f"{self.replication.name} has no checkpoint to resume from: reload the target.")
        return found

    def _examine(self, database: connection) -> None:
        require_replicable(self.login, database)
        mappings = self.replication.config.table_mappings
        known = read_definitions(database)
        tables = selected(known, mappings)
        fail = self.replication.config.replication_settings.error_behavior.fail_on_no_tables_captured
        for line in require_some(tables, known, mappings, fail=fail):
            self.warn(line)
        require_readable(database, self.login.user, tables)
        if self.replication.source.capture_ddls:
            require_trigger(database)
        self._warn_of(tables, seconds_ahead(database, self.now()))

    def _warn_of(self, tables: list[TableDefinition], ahead: float) -> None:
        for table in tables:
            if not table.key:
                self.warn(f"{table.full_name} has no primary key: its updates and deletes are ignored.")
        if ahead > CLOCK_TOLERANCE_SECONDS:
            self.warn(
                f"The source's clock is {ahead:.0f} s ahead: set it. Changes keep their order, which is the "
                "log's, but what its rows say of time may be refused as of the future."
            )

    def _load(self, database: connection) -> ReplicationCheckpoint:
        """Load every table from the snapshot of a new slot; whoever dies on the way leaves a load to do."""
        self.checkpoints.write(ReplicationCheckpoint(0, loaded=False))
        with closing(self.login.connect_for_replication()) as reader:
            snapshot = create_slot(reader, self.replication.slot, database)
            with snapshot_of(self.login, snapshot.name) as past:
                known = read_definitions(past)
                loads = self._load_tables(past, known)
        checkpoint = ReplicationCheckpoint(
            snapshot.lsn, loaded=True, tables=tuple(known.values()), loads=loads
        )
        self.checkpoints.write(checkpoint)
        return checkpoint

    def _load_tables(self, past: connection, known: Definitions) -> int:
        writer = RecordWriter(self.replication)
        self.target.put([writer.write_start(self.now())])
        tables = selected(known, self.replication.config.table_mappings)
        for table in tables:
            self.target.put(self._announced(writer, table))
        if self.replication.config.replication_type == "cdc":
            return 0
        return sum(self._load_table(past, writer, table) for table in tables)

    def _announced(self, writer: RecordWriter, table: TableDefinition) -> list[OutputRecord]:
        """A table that is dropped and created is told to be, as one that a task creates is (modelled)."""
        mode = self.replication.config.replication_settings.full_load_settings.target_table_prep_mode
        operations: tuple[Operation, ...] = ("create-table",)
        if mode == "DROP_AND_CREATE":
            operations = ("drop-table", "create-table")
        return [writer.write_alteration(TableAlteration(each, table), self.now()) for each in operations]

    def _load_table(self, past: connection, writer: RecordWriter, table: TableDefinition) -> int:
        waiting: list[OutputRecord] = []
        count = 0

        def take(row: Tuple) -> None:
            nonlocal count
            waiting.append(writer.write_row(RowRecord("load", table, row), self.now()))
            count += 1
            if len(waiting) == MOST_RECORDS:
                self.target.put(waiting)
                waiting.clear()

        read_rows(past, table, take)
        self.target.put(waiting)
        return count

    def _follow(self, checkpoint: ReplicationCheckpoint, stopping: Callable[[], bool]) -> None:
        following = SlotFollower(self.replication, self.target, self.checkpoints, checkpoint)
        with SlotReader(self.login, self.replication.slot, checkpoint.lsn) as reader:
            while not stopping():
                following.turn(reader, self.now)
