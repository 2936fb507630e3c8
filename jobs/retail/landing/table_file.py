"""A file as a table that can be read from its start as often as need be, a row at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import Layout, head_of, layout_of
from jobs.retail.landing.limits import HEAD_CHARACTERS
from jobs.retail.landing.problems import refuse
from jobs.retail.landing.records import CsvRecord, records_of
from jobs.retail.landing.separators import TableHead
from lake.kinds import FileKind


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of text in UTF-8, where its table begins, and which column is which."""

    file: Path
    head: TableHead
    layout: Layout
    width: int

    def records(self) -> Iterator[CsvRecord]:
        """Yield what stands below the columns' names; raise FileRefused where CSV ends."""
        records = read_records(self.file, self.head)
        next(records)
        yield from records


def open_table(kind: FileKind, file: Path) -> TableFile:
    """Find the columns of a kind in a file; raise FileRefused with all that is wrong with them."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        head = head_of(kind, opened.read(HEAD_CHARACTERS))
    header = next(read_records(file, head), None)
    if not header:
        raise refuse(Fault.EMPTY)
    return TableFile(file, head, layout_of(kind, header, head), len(header.fields))


def read_records(file: Path, head: TableHead, errors: str = "strict") -> Iterator[CsvRecord]:
    """Yield the columns' names, and what stands below them."""
    with file.open(encoding="utf-8-sig", errors=errors, newline="") as opened:
        yield from records_of(opened, head.separator, head.skipped)
