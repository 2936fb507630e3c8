"""A file for each fault of a row, a value or a sale, and where and what its sender is told is wrong."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from demo.retail.store_files import Landed
from jobs.retail.landing.faults import Fault
from tests.jobs.retail.landing.samples import (
    BREAD,
    FILE,
    MILK,
    NEXT,
    PRODUCT,
    PRODUCTS,
    SALE,
    file,
    sales,
    text,
)

STORES = "stores/head-office/2017-12-22.csv"
GOOD = text(SALE)
CARD = "4111 1111 1111 1111"
"""The networks' published test number."""


class Bad(NamedTuple):
    """A file, what was uploaded under its name if not what was announced, and what is told."""

    file: Landed
    told: str
    uploads: Sequence[bytes] | None = None


def changed(**changes: object) -> Landed:
    """The sale with a change to its second line."""
    return sales(MILK, {**BREAD, **changes})


def misspelled(right: bytes, wrong: bytes) -> Landed:
    """The sale with other text in its place, announced as it is."""
    return file(GOOD.replace(right, wrong, 1))


def announcing(**changes: object) -> Landed:
    """The sale under a manifest with changes."""
    good = file(GOOD)
    return good._replace(manifest=json.dumps({**json.loads(good.manifest), **changes}).encode())


BAD_ROWS: Mapping[Fault, Bad] = {
    Fault.FIELDS: Bad(
        misspelled(b"3.99", b"3,99"),
        f"{FILE}, line 3: has 11 fields where the first line has 10",
    ),
    Fault.NO_VALUE: Bad(
        changed(sku=" "),
        f'{FILE}, line 3, column "sku": is empty',
    ),
    Fault.TEXT: Bad(
        changed(sku="9" * 65),
        f'{FILE}, line 3, column "sku": is longer than 64 characters, or has one that can\'t be printed',
    ),
    Fault.REWRITTEN: Bad(
        changed(sku="5.01235E+12"),
        f'{FILE}, line 3, column "sku": looks like a number in scientific notation: '
        "a spreadsheet or another program has rewritten the code",
    ),
    Fault.NOTHING: Bad(
        sales({**MILK, "loyalty_id": "nan"}),
        f'{FILE}, line 2, column "loyalty_id": says that there is none',
    ),
    Fault.FORMULA: Bad(
        file(text([{**PRODUCT, "department": "#REF!"}]), rows=1, key=PRODUCTS),
        f'{PRODUCTS}, line 2, column "department": is a spreadsheet\'s error',
    ),
    Fault.WHOLE: Bad(
        file(text([{**PRODUCT, "reorder_level": "1.5"}]), rows=1, key=PRODUCTS),
        f'{PRODUCTS}, line 2, column "reorder_level": isn\'t a whole number',
    ),
    Fault.NUMBER: Bad(
        changed(quantity="two"),
        f'{FILE}, line 3, column "quantity": isn\'t a number',
    ),
    Fault.UNIT: Bad(
        sales({**MILK, "unit": "stone"}),
        f'{FILE}, line 2, column "unit": is no unit that is known here',
    ),
    Fault.WEIGHT: Bad(
        changed(quantity="0.452"),
        f'{FILE}, line 3, column "quantity": is written with a point, as weights are, '
        "and no unit of weight stands beside it",
    ),
    Fault.AMOUNT: Bad(
        misspelled(b"3.99", b"$3.99"),
        f'{FILE}, line 3, column "total": isn\'t an amount in dollars',
    ),
    Fault.CENTS: Bad(
        file(GOOD.replace(b"total", b"total_cents").replace(b"3.98", b"398")),
        f'{FILE}, line 3, column "total_cents": isn\'t an amount in whole cents',
    ),
    Fault.DAY: Bad(
        changed(business_day="12/22/2017"),
        f'{FILE}, line 3, column "business_day": isn\'t a day',
    ),
    Fault.TIME: Bad(
        changed(occurred_at="2017-12-22T14:03:00"),
        f'{FILE}, line 3, column "occurred_at": isn\'t a time with its zone',
    ),
    Fault.ZONE: Bad(
        file(text([{"store_id": "367", "name": "Main Street", "time_zone": "EST5"}]), rows=1, key=STORES),
        f'{STORES}, line 2, column "time_zone": is no time zone',
    ),
    Fault.FLAG: Bad(
        file(text([{**PRODUCT, "tax_free": "maybe"}]), rows=1, key=PRODUCTS),
        f'{PRODUCTS}, line 2, column "tax_free": is neither yes nor no',
    ),
    Fault.OTHER_STORE: Bad(
        sales(MILK, {**NEXT, "store_id": "368"}),
        f'{FILE}, line 3, column "store_id": is another store than the folder\'s',
    ),
    Fault.DOUBLE_ROW: Bad(
        file(text([PRODUCT, PRODUCT]), key=PRODUCTS),
        f'{PRODUCTS}, line 3, column "sku": was on line 2 already',
    ),
    Fault.TWO_PAYLOADS: Bad(
        changed(payment_token="tok_b"),
        f'{FILE}, line 3, column "payment_token": differs from line 2 of the same sale',
    ),
    Fault.SALE_APART: Bad(
        sales(MILK, BREAD, NEXT, MILK),
        f"{FILE}, line 5: belongs to a sale that ended on line 3",
    ),
    Fault.CONTRACT: Bad(
        sales(MILK, {**BREAD, "quantity": 10_000_000}),
        f'{FILE}, line 3, column "quantity": makes a sale that isn\'t valid: Expected `int` <= 100000',
    ),
    Fault.MANY_SALES: Bad(
        sales(*({**MILK, "sequence": number} for number in range(1, 20_002))),
        f"{FILE}: holds more than 20,000 sales",
    ),
    Fault.LARGE_SALE: Bad(
        sales(*[{**MILK, "sku": "\N{LEFT HALF BLOCK}" * 64}] * 4_500),
        f"{FILE}, line 2: begins a sale of more than 1,000 KiB",
    ),
}
