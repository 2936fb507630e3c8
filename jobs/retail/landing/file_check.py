"""The whole judgement on a file: what it holds, or what is wrong with it.

Its rows must agree with the manifest, and with each other. They are read one at a time: what is remembered of
them is a sum, where a key was, and where a sale ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from domain.money import format_dollars
from jobs.retail.landing.content import unpack
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import MOST_SALES
from jobs.retail.landing.manifest import FileManifest
from jobs.retail.landing.place import FilePlace
from jobs.retail.landing.problems import FileRefused, Problem, ProblemList, refuse
from jobs.retail.landing.records import CsvRecord
from jobs.retail.landing.rows import FileRow, fingerprint, read_rows
from jobs.retail.landing.sale_check import SaleCheck
from jobs.retail.landing.sales import group_sales
from jobs.retail.landing.table_file import TableFile, open_table


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file without fault holds: so many rows for a table, or sales as JSON."""

    table: TableFile
    row_count: int
    sale_count: int

    def rows(self) -> Iterator[FileRow]:
        """Yield the rows, from the file's start each time."""
        return read_rows(self.table.layout, self.table.width, self.table.records(), ProblemList())

    def sales(self) -> Iterator[bytes]:
        """Yield the sales, from the file's start each time."""
        return (sale.data for sale in group_sales(self.rows()))


def check_file(
    place: FilePlace, manifest: FileManifest, stored: Path, arrived_at: datetime, oldest: date
) -> FileContents:
    """Read a file that was announced at `arrived_at`; raise FileRefused with its problems, by line."""
    table = open_table(place.kind, unpack(place, stored))
    check = FileCheck(place, manifest, table)
    try:
        check.read(SaleCheck(place.sender, table.layout, arrived_at, oldest))
        check.compare()
    except FileRefused as refused:
        check.problems.add(*refused.problems)
    if check.problems:
        raise FileRefused(check.problems.by_line(), rows_not_checked=check.not_checked)
    return FileContents(table, check.checked, check.sales)


class FileCheck:
    """A pass over a file's rows: over as many as were announced, until there are problems enough."""

    def __init__(self, place: FilePlace, manifest: FileManifest, table: TableFile) -> None:
        self.problems = ProblemList()
        self.checked = self.not_checked = self.sales = 0
        self._kind, self._manifest, self._table = place.kind, manifest, table
        self._records = table.records()
        self._sum = 0
        self._lines: dict[bytes, int] = {}

    def read(self, check: SaleCheck) -> None:
        """Check every row, and every sale that they make."""
        announced = self._announced()
        rows = map(self._remember, read_rows(self._table.layout, self._table.width, announced, self.problems))
        if self._kind.table:
            for _ in rows:
                pass
            return
        for sale in group_sales(rows):
            self.sales += 1
            if self.sales > MOST_SALES:
                self.problems.add(Problem(fault=Fault.MANY_SALES, details={"most": MOST_SALES}))
                return
            self.problems.add(*check.problems_of(sale))

    def compare(self) -> None:
        """Count the rows that weren't looked at, and hold all against the manifest."""
        for _ in self._records:
            self.not_checked += 1
        found, announced = self.checked + self.not_checked, self._manifest.rows
        if not found:
            raise refuse(Fault.EMPTY)
        if not self.problems and not self.not_checked:
            self.problems.add(*self._difference())
        if found != announced:
            self.problems.add(Problem(fault=Fault.ROWS, details={"found": found, "announced": announced}))

    def _announced(self) -> Iterator[CsvRecord]:
        for record in islice(self._records, self._manifest.rows):
            self.checked += 1
            yield record
            if self.problems.is_full:
                return

    def _remember(self, row: FileRow) -> FileRow:
        """Add up what is summed, and find a key that was there before."""
        if self._kind.summed:
            self._sum += row.values[self._kind.summed]
        if key := self._kind.key:
            seen_on = self._lines.setdefault(fingerprint(*(row.values[name] for name in key)), row.line)
            if seen_on != row.line:
                column, details = self._table.layout[key[0]].header, {"first": seen_on}
                self.problems.add(
                    Problem(fault=Fault.DOUBLE_ROW, line=row.line, column=column, details=details)
                )
        return row

    def _difference(self) -> Iterator[Problem]:
        """Yield a problem if a column doesn't add up to what was announced, and say by how much."""
        announced = self._manifest.sum_cents
        if self._kind.summed and self._sum != announced:
            details = {
                "found": format_dollars(self._sum),
                "announced": format_dollars(announced),
                "difference": format_dollars(abs(self._sum - announced)),
                "way": "more" if self._sum > announced else "less",
            }
            column = self._table.layout[self._kind.summed].header
            yield Problem(fault=Fault.SUM, column=column, details=details)
