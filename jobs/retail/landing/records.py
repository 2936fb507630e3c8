"""From a file's text to its records: CSV with commas or semicolons."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.problems import FileRefused, refuse


class CsvRecord(NamedTuple):
    """The fields of a record without the spaces around them, and the line on which it begins, from 1."""

    line: int
    fields: list[str]


def records_of(text: str, separator: str, skipped: int = 0) -> Iterator[CsvRecord]:
    """Yield the header and the rows behind so many lines, passing over empty ones; raise FileRefused."""
    source = StringIO(text, newline="")
    for _ in range(skipped):
        source.readline()
    # Exporters put a blank before a quotation mark, which would be part of the value otherwise.
    reader = csv.reader(source, delimiter=separator, strict=True, skipinitialspace=True)
    while True:
        line = skipped + reader.line_num + 1
        try:
            fields = [_strip(field, line) for field in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise _fault(error, line) from None
        if any(fields):
            yield CsvRecord(line, fields)


def _strip(field: str, line: int) -> str:
    """Other white space before a quotation mark made the mark a part of the value."""
    stripped = field.strip()
    if stripped[:1] == '"' and field[0] not in ' "':
        raise refuse(Fault.QUOTATION_MARK, line=line)
    return stripped


def _fault(error: csv.Error, line: int) -> FileRefused:
    if "larger than field limit" in str(error):
        return refuse(Fault.LONG_VALUE, line=line, most=csv.field_size_limit())
    return refuse(Fault.QUOTATION_MARK, line=line)
