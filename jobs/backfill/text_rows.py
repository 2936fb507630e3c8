"""Rows of CSV and JSON lines, packed by gzip or not: texts, whose types the contract decides on."""

import gzip
import io
import re
import zlib
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.csv as pa_csv

from jobs.backfill.faults import BadHistory
from jobs.backfill.history import Format, HistoryFile
from jobs.backfill.history_spec import HistorySpec, require_columns
from jobs.backfill.range_file import open_object

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ROWS_AT_ONCE = 20_000
BLOCK_BYTES = 4 << 20
LONGEST_LINE = 1 << 20
TEXT = pa.string()
UNREADABLE = (gzip.BadGzipFile, EOFError, UnicodeDecodeError, zlib.error, pa.ArrowInvalid)
NO_OBJECT = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True)
class BadRow:
    """A row that is none: no JSON object, or of another number of fields than the header."""

    number: int
    data: bytes
    why: str


@dataclass(frozen=True)
class TextRows:
    """Reads files of texts; rows that are none are handed to `refuse`."""

    s3: "S3Client"
    spec: HistorySpec
    refuse: Callable[[BadRow], None]

    def tables(self, file: HistoryFile) -> Iterator[pa.Table]:
        """Yield the rows of a file as columns of text; raises BadHistory."""
        read = self._csv if file.format is Format.CSV else self._json_lines
        try:
            yield from read(file)
        except UNREADABLE as error:
            raise BadHistory(
                f"{file.url} can't be read{' as gzip' * file.is_gzip}: {_why(error)}: "
                "upload the whole file again"
            ) from None

    def _csv(self, file: HistoryFile) -> Iterator[pa.Table]:
        texts = dict.fromkeys(self.spec.columns.names, TEXT)
        opened = pa_csv.open_csv(
            _Utf8(self._body(file)),
            read_options=pa_csv.ReadOptions(block_size=BLOCK_BYTES, use_threads=False),
            parse_options=pa_csv.ParseOptions(invalid_row_handler=self._skip),
            convert_options=pa_csv.ConvertOptions(
                column_types=texts, null_values=[""], strings_can_be_null=True
            ),
        )
        require_columns(self.spec, file.url, opened.schema.names)
        for batch in opened:
            columns = {name: batch[name] for name in texts if name in batch.schema.names}
            yield pa.table({name: columns.get(name, pa.nulls(batch.num_rows, TEXT)) for name in texts})

    def _skip(self, row: pa_csv.InvalidRow) -> str:
        """Hand over a row, whose text pyarrow has; it counts rows only where it reads them in one thread."""
        why = f"has {row.actual_columns} fields, and the header {row.expected_columns}"
        self.refuse(BadRow(row.number or 0, row.text.encode(), why))
        return "skip"

    def _json_lines(self, file: HistoryFile) -> Iterator[pa.Table]:
        rows = self._json_rows(file)
        while some := list(islice(rows, ROWS_AT_ONCE)):
            require_columns(self.spec, file.url, {name for row in some for name in row})
            names = self.spec.columns.names
            yield pa.table({name: pa.array([_text(row.get(name)) for row in some], TEXT) for name in names})

    def _json_rows(self, file: HistoryFile) -> Iterator[dict[str, Any]]:
        lines = io.BufferedReader(self._body(file))
        decode = msgspec.json.Decoder(dict[str, Any]).decode
        number = 0
        while line := lines.readline(LONGEST_LINE):
            number += 1
            if line.strip():
                try:
                    yield decode(line)
                except NO_OBJECT:
                    self.refuse(BadRow(number, line.rstrip(b"\n"), "is no JSON object"))

    def _body(self, file: HistoryFile) -> Any:  # noqa: ANN401 (a file of bytes)
        body: Any = _StreamedBody(open_object(self.s3, file.bucket, file.key, file.etag)["Body"])
        return gzip.GzipFile(fileobj=io.BufferedReader(body)) if file.is_gzip else body


class _StreamedBody(io.RawIOBase):
    """A body of S3 as a file that is read once, from its beginning."""

    def __init__(self, body: Any) -> None:  # noqa: ANN401 (botocore's)
        super().__init__()
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 (a buffer)
        data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Utf8(io.RawIOBase):
    """A body of UTF-8, or UnicodeDecodeError: pyarrow would repeat a row that is none in its own error."""

    def __init__(self, body: Any) -> None:  # noqa: ANN401 (a file of bytes)
        super().__init__()
        self._body, self._decoder = body, getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 (a buffer)
        data = self._body.read(len(buffer))
        self._decoder.decode(data, final=not data)
        buffer[: len(data)] = data
        return len(data)


def _why(error: Exception) -> str:
    """Return what is wrong with a file in a line that repeats none of its rows."""
    if isinstance(error, UnicodeDecodeError):
        return "it isn't UTF-8"
    first = (str(error).splitlines() or ["it ends early"])[0]
    return re.sub(r"(Expected \d+ columns, got \d+):.*", r"\1", first)


def _text(value: Any) -> str | None:  # noqa: ANN401 (JSON)
    """Return a value as a text that its type may be read from again."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
