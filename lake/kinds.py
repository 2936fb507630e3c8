"""The words in which kinds of files are declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lake.schema import Table


class CellType(StrEnum):
    """What a column's values are; zero is nobody's code."""

    TEXT = "text"
    CODE = "code"
    OWNER = "code of an owner"
    WHOLE = "whole number"
    DECIMAL = "number"
    UNIT = "unit"
    AMOUNT = "amount"
    DAY = "day"
    TIME = "time"
    ZONE = "time zone"
    FLAG = "yes or no"


@dataclass(frozen=True, kw_only=True)
class FileColumn:
    """A column, and what exporters call it else; case, spaces and punctuation of a name never count.

    An amount is decimal, or whole hundredths under a name that says so.
    """

    name: str
    cell: CellType
    doc: str
    also: Sequence[str] = ()
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """Files of one folder. Rows for a table are of the day that begins the file's name; others are events."""

    name: str
    columns: Sequence[FileColumn]
    sender: str | None = None
    summed: str | None = None
    table: Table | None = None

    @property
    def key(self) -> Sequence[str]:
        """Return the columns under which a row stands once in a file."""
        return self.table.key if self.table else ()


Words = tuple[str, CellType, str, str]
"""A column's name, its values, what it says, and its other names with commas between them."""


def columns(*required: Words, optional: Sequence[Words]) -> list[FileColumn]:
    """Make columns of their words."""
    wanted = [(words, True) for words in required] + [(words, False) for words in optional]
    return [
        FileColumn(name=name, cell=cell, doc=doc, also=also.split(", ") if also else (), required=needed)
        for (name, cell, doc, also), needed in wanted
    ]
