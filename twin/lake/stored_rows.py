"""An Iceberg table, read at one snapshot and committed to on top of that one only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa
from pyiceberg.exceptions import CommitFailedException
from pyiceberg.expressions import AlwaysTrue, BooleanExpression
from pyiceberg.io.pyarrow import _dataframe_to_data_files, schema_to_pyarrow
from pyiceberg.table import Table, TableProperties, Transaction
from pyiceberg.table.refs import SnapshotRefType
from pyiceberg.table.snapshots import Snapshot
from pyiceberg.table.update.snapshot import ExpireSnapshots, ManageSnapshots

from jobs.lake import Conflict, NamedFiles

EVERYTHING = AlwaysTrue()
TAG = SnapshotRefType.TAG


class Stored:
    """The table as it was when it was loaded, and after that as its own commits made it.

    A commit raises Conflict, and writes nothing, if anybody else's came in between.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def schema(self) -> pa.Schema:
        """Return the declared columns, with what is required."""
        return schema_to_pyarrow(self._table.schema(), include_field_ids=False)

    def read(self, where: BooleanExpression = EVERYTHING, columns: Sequence[str] = ("*",)) -> pa.Table:
        """Return the rows, less those that were deleted."""
        return self._table.scan(row_filter=where, selected_fields=tuple(columns)).to_arrow()

    def append(self, rows: pa.Table) -> None:
        """Add rows as one snapshot."""
        with self._commit() as transaction:
            transaction.append(self._declared(rows))

    def replace(self, where: BooleanExpression, rows: pa.Table) -> None:
        """Put rows in the place of every file that has some of `where`, as one snapshot."""
        with self._commit() as transaction, transaction.update_snapshot().overwrite() as snapshot:
            for task in self._table.scan(row_filter=where).plan_files():
                snapshot.delete_data_file(task.file)
            # What Table.overwrite does, but that makes a snapshot without the rows and one with them.
            for file in _dataframe_to_data_files(
                self._table.metadata, self._declared(rows), self._table.io, snapshot.commit_uuid
            ):
                snapshot.append_data_file(file)

    def tag(self, names: Sequence[str]) -> None:
        """Name the snapshot, all names in one commit; a table that was never written to has none."""
        if (snapshot := self._table.current_snapshot()) is None:
            return
        with self._commit() as transaction, ManageSnapshots(transaction) as references:
            for name in names:
                references.create_tag(snapshot.snapshot_id, name)

    def is_marked(self, where: BooleanExpression) -> bool:
        """Tell whether files have rows that are only marked as deleted, some of `where` maybe."""
        return any(task.delete_files for task in self._table.scan(row_filter=where).plan_files())

    def drop_history(self, names: Sequence[str]) -> int:
        """Leave the present state only, under these names and no others; return how many states went."""
        states = len(self._table.snapshots())
        if states <= 1:
            return 0
        # A state also lists the files that it has removed, with the least and greatest value of each column:
        # one that comes after it doesn't.
        with self._commit() as transaction, transaction.update_snapshot().fast_append():
            pass
        with self._commit() as transaction:
            self._rename(transaction, names)
            stale = [each.snapshot_id for each in self._table.snapshots() if each != self._current]
            ExpireSnapshots(transaction).by_ids(stale).commit()
        return states

    def files(self) -> NamedFiles:
        """Return the files that any state needs, and metadata that was replaced."""
        inspected = self._table.inspect
        needed = {self._table.metadata_location, *(each.manifest_list for each in self._table.snapshots())}
        needed.update(inspected.all_manifests()["path"].to_pylist())
        needed.update(inspected.all_files()["file_path"].to_pylist())
        log = {each.metadata_file for each in self._table.metadata.metadata_log}
        return NamedFiles(self._table.location(), needed, log - needed)

    @property
    def _current(self) -> Snapshot | None:
        return self._table.current_snapshot()

    def _rename(self, transaction: Transaction, names: Sequence[str]) -> None:
        """Let these names mean the present state, and take all others away."""
        if (snapshot := self._current) is None:
            return
        tags = (name for name, each in self._table.refs().items() if each.snapshot_ref_type is TAG)
        with ManageSnapshots(transaction) as references:
            for name in set(tags) - {*names}:
                references.remove_tag(name)
            for name in names:
                references.create_tag(snapshot.snapshot_id, name)

    def _declared(self, rows: pa.Table) -> pa.Table:
        """Rows in the table's own types; raises ArrowInvalid for a value that doesn't fit."""
        return rows.cast(pa.schema([self.schema.field(name) for name in rows.column_names]))

    @contextmanager
    def _commit(self) -> Iterator[Transaction]:
        """One try. By itself pyiceberg appends again on top of the commit that it lost to, unlooked at."""
        properties = {**self._table.metadata.properties, TableProperties.COMMIT_NUM_RETRIES: "0"}
        # In this copy of the metadata only: a commit sends changes, and this is none.
        self._table.metadata = self._table.metadata.model_copy(update={"properties": properties})
        try:
            with self._table.transaction() as transaction:
                yield transaction
        except CommitFailedException as lost:
            raise Conflict(str(lost)) from lost
