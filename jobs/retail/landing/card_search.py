"""Finds the cells of a file that hold card numbers, each judged as the event's field of its column's name.

Intake refuses a file by it, and `sluice purge` deletes one: what was taken is never deleted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from contracts.cards import SPELLED_IN, holds_card_number
from domain import EVENT
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import LONGEST_NAME, head_of, name_columns
from jobs.retail.landing.limits import BLOCK_BYTES, HEAD_CHARACTERS, MOST_LINES_SPLIT
from jobs.retail.landing.problems import FileRefused, Problem
from jobs.retail.landing.records import CsvRecord
from jobs.retail.landing.separators import SEPARATORS, TableHead, split_line
from jobs.retail.landing.table_file import read_records
from lake.kinds import FileKind

# A file is refused for these two, and should be told so, rather than of the codes in it.
ALL_SEPARATORS = f"{SEPARATORS}\t|"


def find_cards(kind: FileKind | None, file: Path) -> Iterator[Problem]:
    """Yield a problem for each cell of an unpacked file that holds a card number and isn't excused.

    Behind a fault of CSV each line is split by itself, as far as `MOST_LINES_SPLIT`. Behind that, and in what
    is of no kind or has nothing like a header, a line is judged whole, and nothing is excused.
    """
    if not any(map(holds_card_number, blocks_of(file))):
        return
    line, table = 0, _read_head(kind, file) if kind else None
    if table:
        try:
            for record in read_records(file, table.head, errors="replace"):
                line = record.line
                yield from table.find_cards(record)
        except FileRefused:
            pass
        else:
            return
    for number, data in _lines_behind(line, file):
        excuses = table and number <= MOST_LINES_SPLIT and table.excuses(number, data)
        if not excuses and holds_card_number(data):
            # In which column, nobody can say for sure.
            yield _problem(number)


def blocks_of(file: Path) -> Iterator[bytes]:
    """Yield a file's bytes in blocks that end with a line or, where a line is longer, between two values."""
    with file.open("rb") as opened:
        rest = b""
        while read := opened.read(BLOCK_BYTES):
            block = rest + read
            # A carriage return at the end may be half of a line end.
            cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
            cut = cut or len(block.rstrip(SPELLED_IN)) or len(block)
            yield block[:cut]
            rest = block[cut:]
        if rest:
            yield rest


def count_lines(block: bytes) -> int:
    """Return how many lines end in a block."""
    return block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")


@dataclass(frozen=True)
class _NamedColumns:
    """Where a file names its columns, which fields of an event they are, and what problems call them."""

    head: TableHead
    fields: Sequence[str]
    shown: Sequence[str]

    def excuses(self, line: int, data: bytes) -> bool:
        """Return whether no cell of a line, split by itself, holds a card number."""
        text = data.decode(errors="replace")
        cells = [cell.strip() for cell in split_line(text, self.head.separator) or [text]]
        return not any(self.find_cards(CsvRecord(line, cells)))

    def find_cards(self, record: CsvRecord) -> Iterator[Problem]:
        """Yield a problem for each card number of a record; down to the columns' names nothing is excused."""
        if not holds_card_number("\n".join(record.fields).encode()):
            return
        named = (self.fields, self.shown) if record.line > self.head.line else ((), ())
        for cell, field, shown in zip_longest(record.fields, *named, fillvalue=""):
            if EVENT.holds_card_number_in(field, cell):
                yield _problem(record.line, shown)


def _problem(line: int, column: str = "") -> Problem:
    return Problem(fault=Fault.CARD_NUMBER, line=line, column=column or None)


def _read_head(kind: FileKind, file: Path) -> _NamedColumns | None:
    """Return the columns as far as a file names them, whatever else is wrong with it."""
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
        text = opened.read(HEAD_CHARACTERS)
    try:
        head = head_of(kind, text, ALL_SEPARATORS)
        rows = read_records(file, head, errors="replace")
        header = next((row.fields for row in rows if row.line >= head.line), [])
    except FileRefused:
        return None
    # What stands there may be a value: of another row where no name is known, or a card number itself.
    shown = ["" if not head.names or holds_card_number(each.encode()) else each for each in header]
    return _NamedColumns(head, name_columns(kind, header), [each[:LONGEST_NAME] for each in shown])


def _lines_behind(line: int, file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that follow one, with their numbers; what is longer than a block comes in pieces."""
    ended = 0
    for block in blocks_of(file):
        yield from (each for each in enumerate(block.splitlines(), ended + 1) if each[0] > line)
        ended += count_lines(block)
