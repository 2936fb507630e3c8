"""A file for each fault, and where and what its sender is told is wrong."""

import gzip
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


BAD: Mapping[Fault, Bad] = {
    Fault.MISPLACED: Bad(
        file(GOOD, key="products/367/2017-12-22.csv"),
        "products/367/2017-12-22.csv: lies where no file is read",
    ),
    Fault.UNDATED: Bad(
        file(GOOD, key="products/head-office/new.csv"),
        "products/head-office/new.csv: has a name that doesn't begin with a day",
    ),
    Fault.MANIFEST: Bad(
        announcing(rows="two"),
        f"{FILE}: has a manifest that can't be read: rows must be the number of rows without the first line",
    ),
    Fault.MISSING: Bad(
        file(GOOD),
        f"{FILE}: was announced but isn't there",
        uploads=[],
    ),
    Fault.HALF_UPLOADED: Bad(
        file(GOOD),
        f"{FILE}: is there only in part: 100 of {len(GOOD)} bytes",
        uploads=[GOOD[:100]],
    ),
    Fault.OTHER_SIZE: Bad(
        file(GOOD),
        f"{FILE}: has {len(GOOD) + 2} bytes, but {len(GOOD)} were announced",
        uploads=[GOOD + b"\r\n"],
    ),
    Fault.CHECKSUM: Bad(
        file(GOOD),
        f"{FILE}: isn't the file that was announced: its SHA-256 is another",
        uploads=[GOOD.replace(b"3.98", b"3.97")],
    ),
    Fault.NOT_GZIP: Bad(
        file(GOOD, key=f"{FILE}.gz"),
        f"{FILE}.gz: is named .gz but isn't gzip",
    ),
    Fault.BROKEN_GZIP: Bad(
        file(gzip.compress(GOOD, mtime=0)[:-20], key=f"{FILE}.gz"),
        f"{FILE}.gz: can't be unpacked: it ends too early or is damaged",
    ),
    Fault.TOO_LARGE: Bad(
        announcing(bytes=10**9),
        f"{FILE}: unpacks to more than 128 MiB",
    ),
    Fault.EMPTY: Bad(
        file(GOOD.split(b"\r\n")[0], rows=0, cents=0),
        f"{FILE}: holds no rows",
    ),
    Fault.CARD_NUMBER: Bad(
        changed(payment_token=CARD),
        f"{FILE}, line 3: holds what looks like a payment card number",
    ),
    Fault.WORKBOOK: Bad(
        file(b"PK\x03\x04\x14\0\x06\0xl/workbook.xml"),
        f"{FILE}: is a workbook (.xlsx), whatever its name says",
    ),
    Fault.ENCODING: Bad(
        misspelled(b"995242", "café".encode("latin-1")),
        f"{FILE}, line 3: isn't UTF-8 but seems to be Latin-1 or Windows-1252",
    ),
    Fault.QUOTATION_MARK: Bad(
        misspelled(b"995242", b'"995242'),
        f"{FILE}, line 3: has a quotation mark that isn't closed, or text or blanks behind a closed one",
    ),
    Fault.LONG_ROW: Bad(
        changed(sku="9" * 131_073),
        f"{FILE}, line 3: has a row of more than 131,072 characters",
    ),
    Fault.MANY_ROWS: Bad(
        file(GOOD + b"\n" * 500_000),
        f"{FILE}: has more than 500,000 rows, empty ones among them",
    ),
    Fault.SEPARATOR: Bad(
        file(text(SALE, separator="\t")),
        f"{FILE}, line 1: has neither commas nor semicolons in its first line",
    ),
    Fault.NO_TABLE: Bad(
        file(b",".join([b"milk"] * 3_000)),
        f"{FILE}, line 1: has 3,000 fields in its first line",
    ),
    Fault.TITLE: Bad(
        file(b"Sales of store 367\r\n" + GOOD),
        f"{FILE}, line 1: stands above the columns' names, which are on line 2",
    ),
    Fault.NO_HEADER: Bad(
        file(GOOD.split(b"\r\n", 1)[1]),
        f"{FILE}, line 1: holds none of the columns' names",
    ),
    Fault.UNKNOWN_COLUMN: Bad(
        misspelled(b"loyalty_id", b"Loyality ID"),
        f'{FILE}, line 1, column "Loyality ID": is no column of a sales file (is it loyalty_id?)',
    ),
    Fault.MISSING_COLUMN: Bad(
        sales({name: value for name, value in MILK.items() if name != "quantity"}),
        f"{FILE}: lacks the column quantity",
    ),
    Fault.DOUBLE_COLUMN: Bad(
        misspelled(b"loyalty_id", b"Till"),
        f'{FILE}, line 1, column "Till": is a second column for register_id',
    ),
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
    Fault.ROWS: Bad(
        sales(MILK, BREAD, count=3),
        f"{FILE}: holds 2 rows, but 3 were announced",
    ),
    Fault.SUM: Bad(
        sales(MILK, BREAD, cents=1_047),
        f'{FILE}, column "total": sums to 7.97, which is 2.50 less than the 10.47 that were announced',
    ),
}
"""All but the known name, which takes two files, and what is S3's doing or our own."""
