"""From a file's rows to sales as their till would have sent them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.receipts import receipt_id, render_receipt
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


def group_sales(rows: Iterable[FileRow]) -> list[FileSale]:
    """Group rows by the sale id that they name, in their order."""
    return [FileSale(sale_id, list(lines)) for sale_id, lines in groupby(rows, _sale_id)]


def _sale_id(row: FileRow) -> str:
    return receipt_id(row.values)
