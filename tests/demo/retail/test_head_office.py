"""The demo's head office."""

import csv
import gzip
import json
from datetime import date
from io import StringIO

import pytest

from demo.retail.head_office import FOOD, UNCLASSIFIED, products_file, reorder_level, stores_file
from demo.retail.store_files import Landed

DAY = date(2017, 12, 1)


@pytest.fixture(scope="module")
def products() -> Landed:
    return products_file(DAY)


def rows(file: Landed) -> list[dict[str, str]]:
    body = gzip.decompress(file.body) if file.key.endswith(".gz") else file.body
    return list(csv.DictReader(StringIO(body.decode(), newline="")))


def test_every_product_is_in_the_file_once(products: Landed) -> None:
    skus = [row["Product ID"] for row in rows(products)]

    assert len(set(skus)) == len(skus) == json.loads(products.manifest)["rows"] == 92_331


def test_food_is_free_of_sales_tax(products: Landed) -> None:
    free = {row["Department"] for row in rows(products) if row["Tax free"] == "yes"}
    taxed = {row["Department"] for row in rows(products) if row["Tax free"] == "no"}

    assert free == FOOD
    assert taxed.isdisjoint(FOOD)


def test_every_product_has_a_category(products: Landed) -> None:
    assert sum(row["Category"] == UNCLASSIFIED for row in rows(products)) == 540


def test_every_product_but_gasoline_has_a_least_stock(products: Landed) -> None:
    without = {row["Type"] for row in rows(products) if not row["Reorder level"]}
    levels = {row["Reorder level"] for row in rows(products)} - {""}

    assert without == {row["Type"] for row in rows(products) if "GASOLINE" in row["Type"]} != set()
    assert {int(level) for level in levels} == set(range(4, 28))


def test_what_a_users_own_sales_name_besides_is_in_the_files_once() -> None:
    products = rows(products_file(DAY, besides=["milk", "25671"]))
    stores = rows(stores_file(DAY, besides=["corner shop", "367"]))

    [milk] = [row for row in products if row["Product ID"] == "milk"]
    assert (len(products), len(stores)) == (92_332, 458)
    assert (milk["Department"], milk["Category"], milk["Tax free"]) == (UNCLASSIFIED, UNCLASSIFIED, "no")
    assert [row["Store name"] for row in stores if row["Store"] == "corner shop"] == ["Store corner shop"]


def test_a_reorder_level_is_always_the_same(products: Landed) -> None:
    first = rows(products)[0]

    assert int(first["Reorder level"]) == reorder_level(first["Product ID"])


def test_the_same_day_makes_the_same_file() -> None:
    assert stores_file(DAY) == stores_file(DAY)


def test_every_store_that_sold_is_in_the_file_once() -> None:
    numbers = [row["Store"] for row in rows(stores_file(DAY))]

    assert len(set(numbers)) == len(numbers) == 457


def test_every_store_says_where_its_clocks_are() -> None:
    assert {row["Time zone"] for row in rows(stores_file(DAY))} == {"America/New_York"}
