"""Raw records as columns, by the consumers' own contract: what a consumer refuses, the lake refuses too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract
from domain.sale import Line, Sale
from lambdas.core import contract

NUMBER, AMOUNT, TEXT = pa.int32(), pa.int64(), pa.string()

PLACE = {"object_no": NUMBER, "position": NUMBER, "line_no": NUMBER}
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
    "lines": NUMBER,
    "sale_total_cents": AMOUNT,
    "net_cents": AMOUNT,
}
REFUSAL = {"record_id": TEXT, "reason": TEXT, "field": TEXT, "why": TEXT}

SCHEMA = pa.schema({**PLACE, **LINE, **SALE, **REFUSAL})
"""A row a receipt line. A sale's columns stand on its line 1; a refused record is a row without a line."""


class Claimed(Protocol):
    """Where oversized sales lie."""

    def fetch(self, claim: Claim) -> bytes:
        """The bytes that a claim check stands for; raises BrokenContract if they are gone or changed."""


class Accepted(NamedTuple):
    """A sale, its record's place in the object, and what tells its payload apart."""

    position: int
    sale: Sale
    digest: str


class Refused(NamedTuple):
    """A record that breaks the contract, by a hash of its bytes."""

    position: int
    record_id: str
    cause: BrokenContract


def decode(
    number: int, records: Iterable[bytes], arrived_at: datetime, claims: Claimed
) -> Iterator[pa.RecordBatch]:
    """The records of raw object `number`, which arrived by `arrived_at`, in the columns of SCHEMA."""
    verdicts = [_verdict(place, data, arrived_at, claims) for place, data in enumerate(records)]
    accepted = [verdict for verdict in verdicts if isinstance(verdict, Accepted)]
    refused = [verdict for verdict in verdicts if isinstance(verdict, Refused)]
    if accepted:
        yield _batch(number, _receipts(accepted))
    if refused:
        yield _batch(number, _refusals(refused))


def _verdict(place: int, data: bytes, arrived_at: datetime, claims: Claimed) -> Accepted | Refused:
    try:
        return Accepted(place, *_sale(data, arrived_at, claims))
    except BrokenContract as broken:
        return Refused(place, blake2b(data, digest_size=16).hexdigest(), broken)


def _sale(data: bytes, arrived_at: datetime, claims: Claimed) -> tuple[Sale, str]:
    sale = contract.parse(data)
    if isinstance(sale, Claim):
        data = claims.fetch(sale)
        sale = contract.parse_claimed(data, sale)
    contract.refuse_future(sale, arrived_at)
    return sale, contract.digest(data).hex()


def _receipts(accepted: Sequence[Accepted]) -> dict[str, Any]:
    """Columns by name; the sales' own are spread over the lines, each value on its sale's first one."""
    lines = _lines([line for each in accepted for line in each.sale.lines])
    heights = np.array([len(each.sale.lines) for each in accepted])
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


def _sales(accepted: Sequence[Accepted]) -> dict[str, Any]:
    sales = [each.sale for each in accepted]
    return {
        "sale_id": [sale.sale_id for sale in sales],
        "store_id": [sale.store_id for sale in sales],
        "business_day": [sale.business_day for sale in sales],
        "register_id": [sale.register_id for sale in sales],
        "occurred_at": [sale.occurred_at for sale in sales],
        "payment_token": [sale.payment_token for sale in sales],
        "loyalty_id": [sale.loyalty_id for sale in sales],
        "digest": [each.digest for each in accepted],
    }


def _totals(lines: Mapping[str, Any], starts: Any) -> dict[str, Any]:  # noqa: ANN401 (numpy's array)
    """Each sale's lines added up; what the customer paid is Sale.net_cents, a column at a time."""
    total = np.add.reduceat(lines["total_cents"], starts)
    return {"sale_total_cents": total, "net_cents": total - np.add.reduceat(lines["coupon_cents"], starts)}


def _refusals(refused: Sequence[Refused]) -> dict[str, Any]:
    return {
        "position": [each.position for each in refused],
        "record_id": [each.record_id for each in refused],
        "reason": [str(each.cause.reason) for each in refused],
        "field": [each.cause.field for each in refused],
        "why": [each.cause.why for each in refused],
    }


def _batch(number: int, columns: Mapping[str, Any]) -> pa.RecordBatch:
    """The columns in the order of SCHEMA, with nulls for those that these rows haven't."""
    height = len(columns["position"])
    known = {"object_no": np.full(height, number), **columns}
    arrays = [
        _array(known[each.name], each.type) if each.name in known else pa.nulls(height, each.type)
        for each in SCHEMA
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _array(values: Any, type_: pa.DataType) -> pa.Array:  # noqa: ANN401 (a list, or numpy's or Arrow's array)
    return values if isinstance(values, pa.Array) else pa.array(values, type_)
