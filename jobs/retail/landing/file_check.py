"""The whole judgement on a file: what it holds, or everything that is wrong with it.

Its rows must agree with the manifest, and with each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.money import format_dollars
from jobs.retail.landing.content import text_of
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import Layout, head_of, layout_of
from jobs.retail.landing.manifest import FileManifest
from jobs.retail.landing.place import FilePlace
from jobs.retail.landing.problems import FileRefused, Problem, refuse
from jobs.retail.landing.records import CsvRecord, records_of
from jobs.retail.landing.rows import FileRow, rows_of
from jobs.retail.landing.sale_problems import problems_of
from jobs.retail.landing.sales import group_sales
from jobs.retail.landing.separators import TableHead


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file without fault holds: rows for a table, or sales as JSON."""

    rows: Sequence[FileRow]
    sales: Sequence[bytes] = ()


def check_file(place: FilePlace, manifest: FileManifest, body: bytes, arrived_at: datetime) -> FileContents:
    """Read a file that was announced at `arrived_at`; raise FileRefused with every problem, by line."""
    text = text_of(place, body)
    head = head_of(place.kind, text)
    header, records = _parted(text, head)
    layout = layout_of(place.kind, header, head)
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


def check_count(manifest: FileManifest, found: int) -> Iterator[Problem]:
    """Yield a problem if there are more or fewer rows than announced."""
    if found != manifest.rows:
        yield Problem(fault=Fault.ROWS, details={"found": found, "announced": manifest.rows})


def check_sum(
    manifest: FileManifest, column: str | None, layout: Layout, rows: Sequence[FileRow]
) -> Iterator[Problem]:
    """Yield a problem if the amounts of a column don't add up to what was announced, and say by how much."""
    if not column:
        return
    found = sum(row.values[column] for row in rows)
    if found != manifest.sum_cents:
        details = {
            "found": format_dollars(found),
            "announced": format_dollars(manifest.sum_cents),
            "difference": format_dollars(abs(found - manifest.sum_cents)),
            "way": "more" if found > manifest.sum_cents else "less",
        }
        yield Problem(fault=Fault.SUM, column=layout[column].header, details=details)


def check_unique(key: Sequence[str], layout: Layout, rows: Sequence[FileRow]) -> Iterator[Problem]:
    """Yield a problem for each row whose key was there before."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows if key else ():
        seen_on = first.setdefault(tuple(row.values[name] for name in key), row.line)
        if seen_on != row.line:
            column = layout[key[0]].header
            yield Problem(fault=Fault.DOUBLE_ROW, line=row.line, column=column, details={"first": seen_on})


def _parted(text: str, head: TableHead) -> tuple[CsvRecord, list[CsvRecord]]:
    """Return the header, and what stands below it."""
    records = list(records_of(text, head.separator, head.skipped))
    if not records:
        raise refuse(Fault.EMPTY)
    return records[0], records[1:]
