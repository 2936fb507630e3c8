"""The whole judgement on a file: what it holds, or everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.landing.agreement import counted, summed, unique
from jobs.landing.content import text_of
from jobs.landing.faults import Fault
from jobs.landing.headers import layout_of
from jobs.landing.manifest import Manifest
from jobs.landing.place import Place
from jobs.landing.problems import Refused, refuse
from jobs.landing.records import Record, records_of
from jobs.landing.rows import Row, rows_of
from jobs.landing.sale_problems import problems_of
from jobs.landing.sales import sold


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file without fault holds: rows for a table, or sales as JSON."""

    rows: Sequence[Row]
    sales: Sequence[bytes] = ()


def judged(place: Place, manifest: Manifest, body: bytes, arrived_at: datetime) -> Contents:
    """Read a file that was announced at `arrived_at`; raises Refused with every problem, by line."""
    header, records = _parted(text_of(place, body))
    layout = layout_of(place.kind, header)
    if not records:
        raise refuse(Fault.EMPTY)
    rows, problems = rows_of(layout, len(header.fields), records)
    if not problems:
        problems += summed(manifest, place.kind.summed, layout, rows)
    sales = [] if place.kind.table else sold(rows)
    problems += counted(manifest, len(records))
    problems += unique(place.kind.key, layout, rows)
    problems += problems_of(sales, place.sender, layout, arrived_at)
    if problems:
        raise Refused(sorted(problems, key=lambda problem: problem.line or 0))
    return Contents(rows, [sale.data for sale in sales])


def _parted(text: str) -> tuple[Record, list[Record]]:
    """The header, and what stands below it."""
    records = list(records_of(text))
    if not records:
        raise refuse(Fault.EMPTY)
    return records[0], records[1:]
