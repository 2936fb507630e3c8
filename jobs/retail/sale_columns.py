"""Sales as columns: a row a receipt line. A sale's own columns stand on its line 1."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from domain.sale import Line
from jobs.decode import AcceptedRecord, EventColumns
from jobs.retail.refused_sale import read_refused

NUMBER, AMOUNT, TEXT = pa.int32(), pa.int64(), pa.string()

LINE = {
    "sku": TEXT,
    "quantity": AMOUNT,
    "total_cents": AMOUNT,
    "retail_cents": AMOUNT,
    "coupon_cents": AMOUNT,
    "coupon_match_cents": AMOUNT,
}
SALE = {
    "sale_id": TEXT,
    "store_id": TEXT,
    "business_day": pa.date32(),
    "register_id": TEXT,
    "occurred_at": pa.timestamp("us", tz="UTC"),
    "payment_token": TEXT,
    "loyalty_id": TEXT,
    "digest": TEXT,
    "former_digest": TEXT,
    "correction": NUMBER,
    "settles": TEXT,
    "lines": NUMBER,
    "sale_total_cents": AMOUNT,
    "net_cents": AMOUNT,
}


def _receipts(accepted: Sequence[AcceptedRecord]) -> dict[str, Any]:
    """Return columns by name; the sales' own are spread over the lines, each on its sale's first one."""
    lines = _lines([line for each in accepted for line in each.event.lines])
    heights = np.array([len(each.event.lines) for each in accepted])
    starts = np.cumsum(heights) - heights
    of_line = np.repeat(np.arange(len(accepted)), heights)
    line_no = np.arange(len(of_line)) - starts[of_line] + 1
    first = pa.array(of_line, mask=line_no != 1)
    sales = {**_sales(accepted), **_totals(lines, starts), "lines": heights}
    spread = {name: pa.array(values, SALE[name]).take(first) for name, values in sales.items()}
    positions = np.array([each.position for each in accepted])
    return {"position": positions[of_line], "line_no": line_no, **lines, **spread}


def _lines(lines: Sequence[Line]) -> dict[str, Any]:
    discounts = [line.discounts for line in lines]
    return {
        "sku": [line.sku for line in lines],
        "quantity": np.array([line.quantity for line in lines]),
        "total_cents": np.array([line.total_cents for line in lines]),
        "retail_cents": np.array([off.retail for off in discounts]),
        "coupon_cents": np.array([off.coupon for off in discounts]),
        "coupon_match_cents": np.array([off.coupon_match for off in discounts]),
    }


def _sales(accepted: Sequence[AcceptedRecord]) -> dict[str, Any]:
    sales = [each.event for each in accepted]
    return {
        "sale_id": [sale.sale_id for sale in sales],
        "store_id": [sale.store_id for sale in sales],
        "business_day": [sale.business_day for sale in sales],
        "register_id": [sale.register_id for sale in sales],
        "occurred_at": [sale.occurred_at for sale in sales],
        "payment_token": [sale.payment_token for sale in sales],
        "loyalty_id": [sale.loyalty_id for sale in sales],
        "digest": [each.digest for each in accepted],
        "former_digest": [each.former for each in accepted],
        "correction": [each.correction.number if each.correction else 0 for each in accepted],
        "settles": [" ".join(each.correction.settles) if each.correction else None for each in accepted],
    }


def _totals(lines: Mapping[str, Any], starts: Any) -> dict[str, Any]:  # noqa: ANN401 (numpy's array)
    """Return each sale's lines added up; what the customer paid is Sale.net_cents, a column at a time."""
    total = np.add.reduceat(lines["total_cents"], starts)
    return {"sale_total_cents": total, "net_cents": total - np.add.reduceat(lines["coupon_cents"], starts)}


SALE_COLUMNS = EventColumns(own=LINE | SALE, fill=_receipts, read_refused=read_refused)
