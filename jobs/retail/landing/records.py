"""From a file's text to its records: CSV with commas or semicolons."""

import csv
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import LONGEST_ROW, MOST_ROWS
from jobs.retail.landing.problems import refuse


class CsvRecord(NamedTuple):
    """The fields of a record without the spaces around them, and the line on which it begins, from 1."""

    line: int
    fields: list[str]


class LongRow(Exception):
    """A row that goes on where none does any more."""


class RowLines:
    """The lines of a row, of which the CSV reader takes as many as its quotation marks want."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._left = LONGEST_ROW

    def begin(self) -> None:
        """Begin a row."""
        self._left = LONGEST_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line; raise LongRow, having read no more of it than a row may have."""
        line = self._source.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise LongRow
        if not line:
            raise StopIteration
        return line


def records_of(source: TextIO, separator: str, skipped: int = 0) -> Iterator[CsvRecord]:
    """Yield the header and the rows behind so many lines, passing over empty ones; raise FileRefused.

    The source has the line ends that the file has.
    """
    lines = RowLines(source)
    # Exporters put a blank before a quotation mark, which would be part of the value otherwise.
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    for _ in range(skipped):
        source.readline()
    for row in range(MOST_ROWS + 2):
        lines.begin()
        line = skipped + reader.line_num + 1
        try:
            fields = [_strip(field, line) for field in next(reader)]
        except StopIteration:
            return
        except LongRow:
            raise refuse(Fault.LONG_ROW, line=line, most=LONGEST_ROW) from None
        except csv.Error:
            raise refuse(Fault.QUOTATION_MARK, line=line) from None
        if row > MOST_ROWS:
            raise refuse(Fault.MANY_ROWS, most=MOST_ROWS)
        if any(fields):
            yield CsvRecord(line, fields)


def _strip(field: str, line: int) -> str:
    """Other white space before a quotation mark made the mark a part of the value."""
    stripped = field.strip()
    if stripped[:1] == '"' and field[0] not in ' "':
        raise refuse(Fault.QUOTATION_MARK, line=line)
    return stripped
