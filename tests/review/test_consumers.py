"""What the bill takes an item for is what the consumers' own code makes of it."""

from base64 import b64encode
from datetime import date

from benchmarks.capacity import WRITE_UNIT, item_bytes
from lambdas.fraud.account import MOST_RECENT, Account, PastSale
from lambdas.fraud.accounts import _encode
from lambdas.shelves.shelf import KEPT_MARKS, Shelf
from lambdas.shelves.table import _attributes
from review.consumers import MEASURED

VERSION = {"version": {"N": "1234"}}


def test_a_full_account_is_as_large_as_the_bill_says() -> None:
    sales = tuple(PastSale(bytes(8), 1_489_000_000 + n, "31401", 12_345) for n in range(MOST_RECENT))
    account = Account(sales, 1_489_000_000, 400, 2_300.5, 1_234_567.8, 1_234_567, 12_345)

    item = {
        "account": {"S": "hmac#" + 32 * "a"},
        "state": {"B": b64encode(_encode(account)).decode()},
        "expires": {"N": "1523000000"},
    }

    assert item_bytes(item | VERSION) == MEASURED["fraud"].item_bytes


def test_a_full_shelf_is_as_large_as_the_bill_says() -> None:
    shelf = Shelf(
        on_hand=123,
        watched=True,
        crossings=12,
        units_a_day=12.345678,
        day=date(2017, 3, 1),
        sold_today=12,
        marks=tuple(bytes([n]) * 8 for n in range(KEPT_MARKS)),
    )

    item = {"store_id": {"S": "31401"}, "sku": {"S": "1234567"}, **_attributes(shelf)}

    assert item_bytes(item | VERSION) == MEASURED["shelves"].item_bytes


def test_no_consumers_item_takes_more_than_one_write_unit() -> None:
    assert max(work.item_bytes or 0 for work in MEASURED.values()) <= WRITE_UNIT
