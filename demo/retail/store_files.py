"""Sales as the files that a store without a connection sends in the evening, each with its manifest."""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from contracts.scenario import SourceMessage

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

HEADER = (
    "Store",
    "Business Day",
    "Register",
    "Receipt",
    "Time",
    "Payment Token",
    "Member",
    "UPC",
    "Qty",
    "Total",
    "Discount",
    "Coupon",
    "Coupon Match",
    "Weight grams",
)
DISCOUNTS = ("retail", "coupon", "coupon_match")


class Landed(NamedTuple):
    """A file and its manifest, as they lie in the landing bucket."""

    key: str
    body: bytes
    manifest: bytes


def sales_files(sales: Iterable[SourceMessage]) -> list[Landed]:
    """Write each store's sales of each business day into one file."""
    by_file = sorted((json.loads(sale.data) for sale in sales), key=_day)
    return [_sales_file(day, list(sold)) for day, sold in groupby(by_file, key=_day)]


def landed(key: str, rows: Sequence[Sequence[object]], total_cents: int | None = None) -> Landed:
    """Write a header and rows, packed if the name says so; the same rows make the same bytes."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    body = text.getvalue().encode()
    if key.endswith(".gz"):
        body = gzip.compress(body, mtime=0)
    return Landed(key, body, manifest(body, len(rows) - 1, total_cents))


def manifest(body: bytes, rows: int, total_cents: int | None = None) -> bytes:
    """Announce a file."""
    known: dict[str, object] = {"rows": rows, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    if total_cents is not None:
        known["sum"] = dollars(total_cents)
    return json.dumps(known).encode()


def upload(s3: "S3Client", bucket: str, file: Landed) -> None:
    """Put a file into the landing bucket, and its manifest after it."""
    s3.put_object(Bucket=bucket, Key=file.key, Body=file.body)
    s3.put_object(Bucket=bucket, Key=f"{file.key}.manifest.json", Body=file.manifest)


def dollars(cents: int) -> str:
    """Return an amount with a point."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02}"


def _sales_file(day: tuple[str, str], sales: Sequence[Mapping[str, Any]]) -> Landed:
    store_id, business_day = day
    rows = [row for sale in sales for row in _rows(sale)]
    total = sum(line["total_cents"] for sale in sales for line in sale["lines"])
    return landed(f"sales/{store_id}/{business_day}.csv.gz", [HEADER, *rows], total)


def _day(sale: Mapping[str, Any]) -> tuple[str, str]:
    return sale["store_id"], sale["sale_id"].split("/")[1]


def _rows(sale: Mapping[str, Any]) -> list[list[object]]:
    head = [*sale["sale_id"].split("/"), sale["occurred_at"], sale["payment_token"], sale.get("loyalty_id")]
    return [
        [*head, line["sku"], line["quantity"], dollars(line["total_cents"]), *_discounts(line), _weight(line)]
        for line in sale["lines"]
    ]


def _weight(line: Mapping[str, Any]) -> object:
    return line.get("weight_grams") or ""


def _discounts(line: Mapping[str, Any]) -> list[str]:
    given = line.get("discounts", {})
    return [dollars(given[kind]) if given.get(kind) else "" for kind in DISCOUNTS]
