"""A file's key says whose it is and what it holds."""

import pytest

from tests.jobs.retail.landing.bad_rows import GOOD
from tests.jobs.retail.landing.samples import (
    PRODUCT,
    file,
    taken,
    text,
    told,
)


@pytest.mark.parametrize(
    "key",
    [
        "sales/2017-12-22.csv",
        "sales/367/2017/12-22.csv",
        "sales/367/2017-12-22.xlsx",
        "sales/367/.csv",
        "stores/367/2017-12-22.csv",
        "returns/367/2017-12-22.csv",
        "sales/a b/2017-12-22.csv",
        "",
    ],
)
def test_a_file_in_no_known_place_is_told_where_to_lie(key: str) -> None:
    [line] = told(file(GOOD, key=key))

    assert "lies where no file is read" in line


@pytest.mark.parametrize("name", ["20171222.csv", "2017-02-30.csv", "2017-W51-5.csv", "22.12.2017.csv"])
def test_rows_for_a_table_need_a_day_in_the_name(name: str) -> None:
    [line] = told(file(text([PRODUCT]), key=f"products/head-office/{name}"))

    assert "doesn't begin with a day" in line


def test_a_sales_file_may_have_any_name() -> None:
    assert taken(file(GOOD, key="sales/367/Friday (2).csv")).sales
