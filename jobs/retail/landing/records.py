"""From a file's text to its records: CSV with commas or semicolons."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.problems import refuse

SEPARATORS = ",;"


class CsvRecord(NamedTuple):
    """The fields of a record without the spaces around them, and the line on which it begins, from 1."""

    line: int
    fields: list[str]


def records_of(text: str) -> Iterator[CsvRecord]:
    """Yield the header and the rows, passing over empty lines; raise FileRefused."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = [field.strip() for field in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise refuse(Fault.QUOTATION_MARK, line=line) from None
        if any(fields):
            yield CsvRecord(line, fields)


def _separator(text: str) -> str:
    """Of the two the one that parts more in the header; names hold neither."""
    header = text.lstrip().split("\n", 1)[0]
    found = max(SEPARATORS, key=header.count)
    if header and not header.count(found):
        raise refuse(Fault.SEPARATOR, line=1)
    return found
