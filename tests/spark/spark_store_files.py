"""The head office's files on Spark: all products, and of each what the newest file says."""

from datetime import date

import pytest

from demo.retail.head_office import products_file, stores_file
from demo.retail.store_files import Landed
from jobs.spark import SparkLake
from tests.jobs.retail.landing.samples import PRODUCT, file, text
from tests.jobs.retail.landing.writing import write

# pyspark leaves it to the garbage collector to close the sockets that it gets results through.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

MONDAY, TUESDAY, WEDNESDAY = date(2017, 12, 18), date(2017, 12, 19), date(2017, 12, 20)


def new_product(day: date, department: str) -> Landed:
    body = text([{**PRODUCT, "sku": "new", "department": department}])
    return file(body, 1, None, f"products/head-office/{day}.csv")


def test_every_real_product_and_store_is_taken(lake: SparkLake) -> None:
    written = [write(lake, made(MONDAY)) for made in (products_file, stores_file)]

    assert written == [92_331, 457]


def test_an_older_file_never_replaces_what_a_newer_one_says(lake: SparkLake) -> None:
    """FAULTS 24, 35: whichever comes last, and the same again changes nothing."""
    written = [
        write(lake, new_product(day, department))
        for day, department in [(TUESDAY, "MEAT"), (MONDAY, "FUEL"), (WEDNESDAY, "DELI"), (WEDNESDAY, "DELI")]
    ]

    assert written == [1, 0, 1, 0]
    assert lake.rows("SELECT department FROM products") == [{"department": "DELI"}]
