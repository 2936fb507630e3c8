"""The whole judgement on a file: what it holds, or everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.retail.landing.agreement import check_count, check_sum, check_unique
from jobs.retail.landing.content import text_of
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import layout_of
from jobs.retail.landing.manifest import FileManifest
from jobs.retail.landing.place import FilePlace
from jobs.retail.landing.problems import FileRefused, refuse
from jobs.retail.landing.records import CsvRecord, records_of
from jobs.retail.landing.rows import FileRow, rows_of
from jobs.retail.landing.sale_problems import problems_of
from jobs.retail.landing.sales import group_sales


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file without fault holds: rows for a table, or sales as JSON."""

    rows: Sequence[FileRow]
    sales: Sequence[bytes] = ()


def check_file(place: FilePlace, manifest: FileManifest, body: bytes, arrived_at: datetime) -> FileContents:
    """Read a file that was announced at `arrived_at`; raise FileRefused with every problem, by line."""
    header, records = _parted(text_of(place, body))
    layout = layout_of(place.kind, header)
    if not records:
        raise refuse(Fault.EMPTY)
    rows, problems = rows_of(layout, len(header.fields), records)
    if not problems:
        problems += check_sum(manifest, place.kind.summed, layout, rows)
    sales = [] if place.kind.table else group_sales(rows)
    problems += check_count(manifest, len(records))
    problems += check_unique(place.kind.key, layout, rows)
    problems += problems_of(sales, place.sender, layout, arrived_at)
    if problems:
        raise FileRefused(sorted(problems, key=lambda problem: problem.line or 0))
    return FileContents(rows, [sale.data for sale in sales])


def _parted(text: str) -> tuple[CsvRecord, list[CsvRecord]]:
    """Return the header, and what stands below it."""
    records = list(records_of(text))
    if not records:
        raise refuse(Fault.EMPTY)
    return records[0], records[1:]
