"""A file for each fault, and where and what its sender is told is wrong."""

import gzip
from collections.abc import Mapping

from jobs.retail.landing.faults import Fault
from tests.jobs.retail.landing.bad_rows import (
    BAD_ROWS,
    CARD,
    GOOD,
    Bad,
    announcing,
    changed,
    misspelled,
)
from tests.jobs.retail.landing.samples import (
    BREAD,
    FILE,
    MILK,
    SALE,
    file,
    sales,
    text,
)

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
        f'{FILE}, line 3, column "payment_token": holds what looks like a payment card number',
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
    **BAD_ROWS,
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
