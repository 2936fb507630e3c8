"""Columns go by many names."""

import pytest

from tests.jobs.retail.landing.bad_rows import GOOD, misspelled
from tests.jobs.retail.landing.samples import (
    FILE,
    file,
    taken,
    told,
)


def test_what_is_wrong_with_a_header_is_told_together() -> None:
    bad = file(GOOD.replace(b"quantity", b"How many").replace(b"sku", b"Till"))

    assert [line.split(". ")[0] for line in told(bad)] == [
        f"{FILE}: lacks the column sku",
        f"{FILE}: lacks the column quantity",
        f'{FILE}, line 1, column "Till": is a second column for register_id',
        f'{FILE}, line 1, column "How many": is no column of a sales file',
    ]


@pytest.mark.parametrize(
    "name", ["sku", "SKU", "Product ID", "productId", " UPC ", "item", "Article", '"EAN"', "product-id"]
)
def test_a_column_is_known_by_any_of_its_names(name: str) -> None:
    assert taken(misspelled(b"sku", name.encode())).sales == taken(file(GOOD)).sales


@pytest.mark.parametrize("name", ["total_cents", "Total (cents)", "Amount in cents", "LineTotalCents"])
def test_amounts_may_be_whole_cents_if_the_header_says_so(name: str) -> None:
    body = GOOD.replace(b"total", name.encode()).replace(b"3.98", b"398").replace(b"3.99", b"399")

    assert taken(file(body)).sales == taken(file(GOOD)).sales


def test_a_column_without_a_name_is_told_as_one() -> None:
    [line] = told(file(GOOD.replace(b"\r\n", b",\r\n")))

    assert line.startswith(f'{FILE}, line 1, column "": is no column of a sales file. ')
