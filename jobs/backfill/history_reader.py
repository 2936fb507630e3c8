"""A history as chunks, and a chunk as groups of whole events."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jobs.backfill.chunks import HistoryChunk
from jobs.backfill.event_groups import EventGroups, group_rows
from jobs.backfill.history import Format, HistoryFile
from jobs.backfill.history_spec import HistorySpec
from jobs.backfill.parquet_rows import ParquetRows
from jobs.backfill.text_rows import BadRow, TextRows

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class HistoryReader:
    """Reads every format, in bounded memory."""

    def __init__(self, s3: "S3Client", spec: HistorySpec, refuse: Callable[[BadRow], None]) -> None:
        """Return rows that are none are handed to `refuse`."""
        self._spec = spec
        self._parquet = ParquetRows(s3, spec)
        self._texts = TextRows(s3, spec, refuse)

    def chunks(self, file: HistoryFile, chunk_rows: int) -> list[HistoryChunk]:
        """Return the chunks of a file; raises BadHistory for one that can't be read or has other columns."""
        if file.format is Format.PARQUET:
            return list(self._parquet.chunks(file, chunk_rows))
        return [HistoryChunk(file=file)]

    def events(self, chunk: HistoryChunk) -> Iterator[EventGroups]:
        """Yield the events that begin in a chunk, whole; raises BadHistory."""
        source = chunk.file.url
        if chunk.file.format is not Format.PARQUET:
            yield from group_rows(self._texts.tables(chunk.file), self._spec, source)
            return
        before = self._parquet.key_before(chunk)
        for groups in group_rows(self._parquet.tables(chunk), self._spec, source):
            own = groups.beginning_before(chunk.rows)
            if not groups.first_row and before and groups.first_key(self._spec) == before:
                own = own.without_first()
            if len(own.starts):
                yield own
            if groups.last_begins >= chunk.rows:
                return
