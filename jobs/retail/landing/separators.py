"""What separates a file's columns, and on which line their names stand."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import HEAD_CHARACTERS, HEAD_LINES
from jobs.retail.landing.problems import refuse

SEPARATORS = ",;"

_LINE_END = re.compile(r"\r\n|\r|\n")
_STATED = re.compile(r'"?sep=([^\w" ])"?[,;\s]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableHead:
    """A file's separator, the line with most of the columns' names, and how many lines stand above the table.

    A spreadsheet writes `sep=;` above the names, and reads it: it is no row.
    """

    separator: str
    line: int
    names: int
    skipped: int = 0


def find_head(text: str, known: Collection[str], separators: str = SEPARATORS) -> TableHead:
    """Return the head of a file whose columns have these names, as `spell` spells them; raise FileRefused."""
    lines = _LINE_END.split(text[:HEAD_CHARACTERS], HEAD_LINES + 1)[: HEAD_LINES + 1]
    stated = _STATED.fullmatch(lines[0])
    skipped = 1 if stated else 0
    heads = list(_heads(lines, (stated[1] if stated else "") + separators, known, skipped))
    best = max(heads, key=lambda head: head.names, default=None)
    if best and best.names > 1:
        return best
    separator = stated[1] if stated else _most_frequent(next(filter(str.strip, lines), ""))
    return TableHead(separator, line=1, names=best.names if best else 0, skipped=skipped)


def spell(name: str) -> str:
    """Return what is left of a name when case, spaces and punctuation don't count."""
    return re.sub(r"[\W_]", "", name.lower())


def split_line(line: str, separator: str) -> list[str]:
    """Return the cells of a line as far as it is CSV by itself; none if it can't be split at all."""
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        return []


def _heads(
    lines: Sequence[str], separators: str, known: Collection[str], skipped: int
) -> Iterator[TableHead]:
    for number, line in enumerate(lines[skipped:], skipped + 1):
        for separator in separators if line.strip() else "":
            names = sum(spell(field) in known for field in split_line(line, separator))
            yield TableHead(separator, number, names, skipped)


def _most_frequent(line: str) -> str:
    """Of two that find no name the one that parts more in the first line."""
    found = max(SEPARATORS, key=line.count)
    if line and not line.count(found):
        raise refuse(Fault.SEPARATOR, line=1)
    return found
