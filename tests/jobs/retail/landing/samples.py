"""Files as tests want them: whole by default, changed where a test says so."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from demo.retail.store_files import Landed, manifest
from jobs.retail.landing.file_check import FileContents, check_file
from jobs.retail.landing.manifest import FileVersion, find_announced, manifest_of
from jobs.retail.landing.place import place_of
from jobs.retail.landing.problems import FileRefused
from jobs.retail.landing.rows import FileRow
from tests.lambdas.sales import BOUNDS

FILE = "sales/367/2017-12-22.csv"
ARRIVED = datetime(2017, 12, 23, tzinfo=UTC)

MILK: Mapping[str, object] = {
    "store_id": "367",
    "business_day": "2017-12-22",
    "register_id": "4",
    "sequence": "101",
    "occurred_at": "2017-12-22T14:03:00Z",
    "payment_token": "tok_a",
    "loyalty_id": "1234",
    "sku": "1082185",
    "quantity": 2,
    "total": "3.98",
}
BREAD = {**MILK, "sku": "995242", "quantity": 1, "total": "3.99"}
NEXT = {**MILK, "sequence": "102", "payment_token": "tok_b"}
SALE = [MILK, BREAD]

PRODUCTS = "products/head-office/2017-12-22.csv"
PRODUCT: Mapping[str, object] = {
    "sku": "1082185",
    "department": "PRODUCE",
    "category": "TROPICAL FRUIT",
    "tax_free": "yes",
    "reorder_level": 12,
}


def text(rows: Sequence[Mapping[str, object]], separator: str = ",") -> bytes:
    """Write rows under the columns of the first."""
    written = StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    return written.getvalue().encode()


def file(body: bytes, rows: int = 2, cents: int | None = 797, key: str = FILE) -> Landed:
    """Announce a body; by default as the two lines of SALE."""
    return Landed(key, body, manifest(body, rows, cents))


def sales(*rows: Mapping[str, object], cents: int | None = None, count: int | None = None) -> Landed:
    """A file of sales whose manifest is right, but for what is given."""
    right = sum(round(float(str(row["total"])) * 100) for row in rows) if cents is None else cents
    return file(text(rows), len(rows) if count is None else count, right)


class Taken(NamedTuple):
    """What a file holds."""

    rows: Sequence[FileRow]
    sales: Sequence[bytes]


@contextmanager
def judged(given: Landed, uploads: Sequence[bytes] | None = None) -> Iterator[FileContents]:
    """Judge a file that was uploaded as announced, or in these versions, newest first; raises Refused."""
    place = place_of(given.key)
    bodies = [given.body] if uploads is None else uploads
    versions = {FileVersion(str(number), len(body)): body for number, body in enumerate(bodies)}
    read = manifest_of(place, given.manifest)
    with TemporaryDirectory() as directory:
        stored = Path(directory) / "stored"

        def fetch(version: FileVersion) -> str:
            stored.write_bytes(versions[version])
            return sha256(versions[version]).hexdigest()

        find_announced(read, list(versions), fetch)
        yield check_file(place, read, stored, ARRIVED, BOUNDS.oldest_day)


def taken(given: Landed, uploads: Sequence[bytes] | None = None) -> Taken:
    """The same, with all that it holds."""
    with judged(given, uploads) as contents:
        found = Taken(list(contents.rows()), list(contents.sales()) if contents.sale_count else [])
        assert (len(found.rows), len(found.sales)) == (contents.row_count, contents.sale_count)
        return found


def told(given: Landed, uploads: Sequence[bytes] | None = None) -> list[str]:
    """What the sender of a bad file is told."""
    try:
        taken(given, uploads)
    except FileRefused as refused:
        return [problem.told(given.key) for problem in refused.problems]
    raise AssertionError("The file was taken")
