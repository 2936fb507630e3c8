"""Rows of Parquet files, a bounded number at a time, in the columns and types that its spec declares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from jobs.backfill.chunks import HistoryChunk, cut_row_groups
from jobs.backfill.faults import BadHistory
from jobs.backfill.history import HistoryFile
from jobs.backfill.history_spec import HistorySpec, require_columns
from jobs.backfill.range_file import RangeFile

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ROWS_AT_ONCE = 20_000
UNREADABLE = (pa.ArrowInvalid, OSError)
OTHER_TYPE = (pa.ArrowInvalid, pa.ArrowNotImplementedError)


@dataclass(frozen=True)
class ParquetRows:
    """Reads Parquet files from S3, only the columns and row groups that are needed."""

    s3: "S3Client"
    spec: HistorySpec

    def chunks(self, file: HistoryFile, chunk_rows: int) -> Iterator[HistoryChunk]:
        """Yield the chunks of a file; raises BadHistory."""
        metadata = self._open(file).metadata
        heights = [metadata.row_group(each).num_rows for each in range(metadata.num_row_groups)]
        return cut_row_groups(file, heights, chunk_rows)

    def tables(self, chunk: HistoryChunk) -> Iterator[pa.Table]:
        """Yield a chunk's rows and then those after it, for its last event may go on there."""
        opened = self._open(chunk.file)
        names = [name for name in self.spec.columns.names if name in opened.schema_arrow.names]
        for group in range(chunk.groups[0], opened.metadata.num_row_groups):
            for batch in self._batches(opened, chunk.file, group, names):
                yield self._typed(chunk.file, pa.Table.from_batches([batch]))

    def key_before(self, chunk: HistoryChunk) -> Sequence[Any]:
        """Return the key of the event that may go on in a chunk's first rows; of the first chunk none."""
        if (before := chunk.groups[0] - 1) < 0:
            return ()
        names = list(self.spec.event_key)
        *_, last = self._batches(self._open(chunk.file), chunk.file, before, names)
        row = self._typed(chunk.file, pa.Table.from_batches([last.slice(last.num_rows - 1)]))
        return [row[name][0].as_py() for name in names]

    def _open(self, file: HistoryFile) -> pq.ParquetFile:
        source = pa.PythonFile(RangeFile(self.s3, file.bucket, file.key, file.etag, file.size), mode="r")
        try:
            opened = pq.ParquetFile(source, pre_buffer=True)
        except UNREADABLE as error:
            raise _unreadable(file, error) from None
        require_columns(self.spec, file.url, opened.schema_arrow.names)
        return opened

    def _batches(
        self, opened: pq.ParquetFile, file: HistoryFile, group: int, names: Sequence[str]
    ) -> Iterator[pa.RecordBatch]:
        try:
            yield from opened.iter_batches(ROWS_AT_ONCE, row_groups=[group], columns=names, use_threads=False)
        except UNREADABLE as error:
            raise _unreadable(file, error) from None

    def _typed(self, file: HistoryFile, table: pa.Table) -> pa.Table:
        """Return the declared columns in their types; one that isn't there is empty."""
        return pa.table({each.name: self._column(file, table, each) for each in self.spec.columns})

    def _column(self, file: HistoryFile, table: pa.Table, declared: pa.Field) -> pa.ChunkedArray:
        if declared.name not in table.column_names:
            return pa.chunked_array([pa.nulls(table.num_rows, declared.type)])
        column = table[declared.name]
        try:
            return column.cast(declared.type)
        except OTHER_TYPE:
            raise BadHistory(
                f"{file.url} is history of another schema: its {declared.name} is {column.type} "
                f"and not all of it can be {declared.type}"
            ) from None


def _unreadable(file: HistoryFile, error: Exception) -> BadHistory:
    first = (str(error).splitlines() or ["it ends early"])[0]
    return BadHistory(f"{file.url} can't be read as Parquet: {first}: upload the whole file again")
