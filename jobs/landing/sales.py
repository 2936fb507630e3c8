"""From rows to sales as their till would have sent them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jobs.landing.rows import Row

ID = ("store_id", "business_day", "register_id", "sequence")
DISCOUNTS = {
    "retail": "retail_discount",
    "coupon": "coupon_discount",
    "coupon_match": "coupon_match_discount",
}


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale's rows: lines of the file that stand together."""

    sale_id: str
    rows: Sequence[Row]

    @property
    def data(self) -> bytes:
        """The sale as JSON; the same rows always make the same bytes."""
        return json.dumps(self._fields(), ensure_ascii=False, separators=(",", ":")).encode()

    def _fields(self) -> Mapping[str, object]:
        first = self.rows[0].values
        return {
            "schema_version": "1.0",
            "sale_id": self.sale_id,
            "store_id": first["store_id"],
            "register_id": first["register_id"],
            "occurred_at": first["occurred_at"],
            **({"loyalty_id": first["loyalty_id"]} if first.get("loyalty_id") else {}),
            "payment_token": first["payment_token"],
            "lines": [_receipt_line(row) for row in self.rows],
        }


def sold(rows: Iterable[Row]) -> list[Sold]:
    """Group rows by the sale id that they name, in their order."""
    return [Sold(sale_id, list(lines)) for sale_id, lines in groupby(rows, _sale_id)]


def _sale_id(row: Row) -> str:
    return "/".join(str(row.values[name]) for name in ID)


def _receipt_line(row: Row) -> Mapping[str, object]:
    given = {kind: row.values.get(column) for kind, column in DISCOUNTS.items()}
    return {
        "sku": row.values["sku"],
        "quantity": row.values["quantity"],
        "total_cents": row.values["total"],
        "discounts": {kind: amount for kind, amount in given.items() if amount},
    }
