"""The example's history: receipt lines, a row each, the lines of a sale together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import Struct

from contracts.codes import code_fault
from contracts.refusals import BrokenContract, Reason
from domain.accounts import member_fault
from domain.sale import Sale
from jobs.backfill.history_spec import Columns, HistorySpec
from lambdas.core import contract

TEXT, AMOUNT = pa.string(), pa.int64()
OF_SALE = pa.schema(
    {
        "store_id": TEXT,
        "business_day": pa.date32(),
        "register_id": TEXT,
        "sequence": TEXT,
        "occurred_at": pa.timestamp("us", tz="UTC"),
        "loyalty_id": TEXT,
        "payment_token": TEXT,
    }
)
OF_LINE = pa.schema(
    {
        "sku": TEXT,
        "quantity": AMOUNT,
        "total_cents": AMOUNT,
        "retail_discount_cents": AMOUNT,
        "coupon_discount_cents": AMOUNT,
        "coupon_match_discount_cents": AMOUNT,
        "weight_grams": AMOUNT,
    }
)
OPTIONAL = frozenset(
    {
        "loyalty_id",
        "retail_discount_cents",
        "coupon_discount_cents",
        "coupon_match_discount_cents",
        "weight_grams",
    }
)


class _Line(Struct, omit_defaults=True, gc=False):
    """A receipt line as a till writes it; what is missing is left out, for the contract to refuse."""

    sku: Any = None
    quantity: Any = None
    total_cents: Any = None
    discounts: Mapping[str, Any] | None = None
    weight_grams: Any = None


class _Sale(Struct, omit_defaults=True, gc=False):
    """A sale as a till writes it, its fields in a till's order."""

    schema_version: str | None = None
    sale_id: str | None = None
    store_id: Any = None
    register_id: Any = None
    occurred_at: Any = None
    loyalty_id: Any = None
    payment_token: Any = None
    lines: Sequence[_Line] | None = None


_encode = msgspec.json.Encoder().encode


def encode(sales: Columns, lines: Columns, ends: Sequence[int]) -> list[bytes]:
    """Return each sale as JSON; the same rows always make the same bytes."""
    receipts = list(_lines(lines))
    starts = [0, *ends[:-1]]
    of_sale = zip(*(sales[name] for name in OF_SALE.names), starts, ends, strict=True)
    return [
        _encode(
            _Sale(
                "1.1" if any(line.weight_grams for line in receipts[start:end]) else "1.0",
                f"{store}/{day}/{register}/{sequence}",
                store,
                register,
                at,
                member,
                token,
                receipts[start:end],
            )
        )
        for store, day, register, sequence, at, member, token, start, end in of_sale
    ]


def check(data: bytes, arrived_at: datetime) -> str:
    """Return the store of a sale; raise BrokenContract if its consumers would refuse it, or for a code.

    Unlike what a till sends, a history has been through programs that rewrite codes.
    """
    sale = contract.parse(data)
    if not isinstance(sale, Sale):
        raise BrokenContract(Reason.WRONG_SHAPE, "record", "is a claim check, which history doesn't hold")
    contract.refuse_future(sale, arrived_at)
    _refuse_rewritten(sale)
    return sale.store_id


def _refuse_rewritten(sale: Sale) -> None:
    if sale.loyalty_id is not None and (why := member_fault(sale.loyalty_id)):
        raise BrokenContract(Reason.WRONG_SHAPE, "loyalty_id", why)
    for number, line in enumerate(sale.lines):
        if why := code_fault(line.sku):
            raise BrokenContract(Reason.WRONG_SHAPE, f"lines[{number}].sku", why)


def _lines(lines: Columns) -> Iterator[_Line]:
    for sku, quantity, total, *off, grams in zip(*(lines[name] for name in OF_LINE.names), strict=True):
        yield _Line(sku, quantity, total, _discounts(*off), grams or None)


def _discounts(retail: Any, coupon: Any, coupon_match: Any) -> Mapping[str, Any]:  # noqa: ANN401 (as read)
    """Return the discounts that were given."""
    given = {}
    if retail:
        given["retail"] = retail
    if coupon:
        given["coupon"] = coupon
    if coupon_match:
        given["coupon_match"] = coupon_match
    return given


SALES = HistorySpec(
    name="sales",
    partition_column="store_id",
    event_key=("store_id", "business_day", "register_id", "sequence"),
    event_columns=OF_SALE,
    row_columns=OF_LINE,
    optional=OPTIONAL,
    encode=encode,
    check=check,
)
