"""Rows one below the other, so that their columns are."""

from collections.abc import Iterable, Iterator, Sequence

from sluice.printable import to_printable


def columns(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write rows of as many cells each."""
    texts = [[to_printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
