"""Which column of a file is which."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from domain.lake.files import KINDS
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import MOST_COLUMNS
from jobs.retail.landing.problems import FileRefused, Problem, refuse
from jobs.retail.landing.records import CsvRecord
from jobs.retail.landing.separators import SEPARATORS, TableHead, find_head, spell
from lake.kinds import CellType, FileColumn, FileKind

LONGEST_NAME = 40
_HOLDS_DIGIT = re.compile(r"\d")
"""What is no column's name and holds one may be a value that slipped into the header: it isn't repeated."""


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column in its place, under the name that the file gives it; `in_cents` for amounts that say so."""

    column: FileColumn
    place: int
    header: str
    in_cents: bool


Layout = Mapping[str, PlacedColumn]
"""The columns of a file by their own names, not by those that the file gives them."""


def head_of(kind: FileKind, text: str, separators: str = SEPARATORS) -> TableHead:
    """Find where a kind's columns are named; raise FileRefused."""
    return find_head(text, _names(kind.name), separators)


def name_columns(kind: FileKind, header: Sequence[str]) -> list[str]:
    """Return the columns' own names for those that a file gives them; an empty one for what is no column."""
    found = (_names(kind.name).get(spell(text)) for text in header)
    return [each[0].name if each else "" for each in found]


def layout_of(kind: FileKind, header: CsvRecord, head: TableHead) -> Layout:
    """Find the kind's columns in a header; raise FileRefused with all that is wrong with it."""
    if len(header.fields) > MOST_COLUMNS:
        raise refuse(Fault.NO_TABLE, line=header.line, found=len(header.fields))
    if header.line < head.line and head.names > 1:
        raise refuse(Fault.TITLE, line=header.line, header=head.line)
    if not head.names:
        required = ", ".join(column.name for column in kind.columns if column.required)
        raise refuse(Fault.NO_HEADER, line=header.line, required=required)
    layout: dict[str, PlacedColumn] = {}
    misplaced = list(_place(kind, header, layout))
    if problems := [*_missing(kind, layout), *misplaced]:
        raise FileRefused(problems)
    return layout


def _place(kind: FileKind, header: CsvRecord, layout: dict[str, PlacedColumn]) -> Iterator[Problem]:
    """Fill the layout, and yield what finds no place in it."""
    names = _names(kind.name)
    for place, text in enumerate(header.fields):
        column, in_cents = names.get(spell(text), (None, False))
        shown = text[:LONGEST_NAME]
        if not column:
            details: Mapping[str, object] = {"kind": kind.name, "hint": _hint(text, names)}
            shown = f"no. {place + 1}" if _HOLDS_DIGIT.search(text) else shown
            yield Problem(fault=Fault.UNKNOWN_COLUMN, line=header.line, column=shown, details=details)
        elif column.name in layout:
            details = {"name": column.name}
            yield Problem(fault=Fault.DOUBLE_COLUMN, line=header.line, column=shown, details=details)
        else:
            layout[column.name] = PlacedColumn(column, place, shown, in_cents)


def _missing(kind: FileKind, layout: Layout) -> Iterator[Problem]:
    for column in kind.columns:
        if column.required and column.name not in layout:
            details = {"name": column.name, "also": ", ".join(column.also)}
            yield Problem(fault=Fault.MISSING_COLUMN, details=details)


@cache
def _names(kind: str) -> Mapping[str, tuple[FileColumn, bool]]:
    """Return every name as it is spelled: the column, and whether its amounts are cents."""
    names: dict[str, tuple[FileColumn, bool]] = {}
    for column in KINDS[kind].columns:
        for name in map(spell, (column.name, *column.also)):
            names[name] = column, False
            if column.cell is CellType.AMOUNT:
                names[f"{name}cents"] = names[f"{name}incents"] = column, True
    return names


def _hint(text: str, known: Mapping[str, tuple[FileColumn, bool]]) -> str:
    near: Sequence[str] = get_close_matches(spell(text), known, n=1)
    return f" (is it {known[near[0]][0].name}?)" if near else ""
