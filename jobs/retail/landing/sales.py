"""From a file's rows to sales as their till would have sent them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from domain.receipts import receipt_id, render_receipt
from domain.sale import MOST_LINES
from jobs.retail.landing.rows import FileRow


@dataclass(frozen=True, slots=True)
class FileSale:
    """A sale's rows: lines of the file that stand together."""

    sale_id: str
    rows: Sequence[FileRow]

    @property
    def data(self) -> bytes:
        """Return the sale as JSON; the same rows always make the same bytes."""
        return render_receipt(self.rows[0].values, [row.values for row in self.rows])


def group_sales(rows: Iterable[FileRow]) -> Iterator[FileSale]:
    """Yield rows together that name one sale id, in their order.

    Of a sale with more lines than one may have, only one line too many is kept: the contract refuses it.
    """
    for sale_id, lines in groupby(rows, _sale_id):
        yield FileSale(sale_id, list(islice(lines, MOST_LINES + 1)))


def _sale_id(row: FileRow) -> str:
    return receipt_id(row.values)
