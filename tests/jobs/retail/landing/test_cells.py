"""A field says what its column holds, or what is wrong with it."""

from collections.abc import Mapping

import pytest

from demo.retail.store_files import Landed
from tests.contracts.test_codes import CODES, NOTHING, REWRITTEN
from tests.jobs.retail.landing.samples import FILE, MILK, PRODUCT, PRODUCTS, file, taken, text, told

STORES = "stores/head-office/2017-12-22.csv"
ROWS: Mapping[str, Mapping[str, object]] = {
    FILE: {**MILK, "register_id": "A4"},
    PRODUCTS: {**PRODUCT},
    STORES: {"store_id": "367", "name": "Store 367", "region": "North"},
}
CODE_COLUMNS = (
    *((FILE, name) for name in ("store_id", "register_id", "sequence", "payment_token", "loyalty_id", "sku")),
    (PRODUCTS, "sku"),
    (STORES, "store_id"),
)


def with_code(key: str, column: str, code: str) -> Landed:
    """A file of one row, of any kind, with a code in one of its columns."""
    body = text([{**ROWS[key], column: code}], separator=";")
    return file(body, rows=1, cents=398 if key == FILE else None, key=key)


@pytest.mark.parametrize(("key", "column"), CODE_COLUMNS)
@pytest.mark.parametrize("code", [*REWRITTEN, *NOTHING])
def test_a_code_that_is_none_is_refused_by_line_and_column_in_every_file(
    key: str, column: str, code: str
) -> None:
    """What a spreadsheet made of a code would be another product, or another member."""
    [line] = told(with_code(key, column, code))

    assert line.startswith(f'{key}, line 2, column "{column}": ')
    assert line.endswith(("export again.", "fill it in."))


@pytest.mark.parametrize("code", [code for code in CODES if code != "0"])
def test_a_product_may_have_any_other_code(code: str) -> None:
    [row] = taken(with_code(PRODUCTS, "sku", code)).rows

    assert row.values["sku"] == code


@pytest.mark.parametrize("zero", ["0", "000", "0.0"])
def test_zero_is_no_member(zero: str) -> None:
    [line] = told(with_code(FILE, "loyalty_id", zero))

    assert 'column "loyalty_id": says that there is none. Leave it empty' in line


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "########"])
@pytest.mark.parametrize(("key", "column"), [(PRODUCTS, "department"), (STORES, "name"), (STORES, "region")])
def test_a_spreadsheets_error_is_no_text_either(key: str, column: str, error: str) -> None:
    [line] = told(with_code(key, column, error))

    assert line == (
        f'{key}, line 2, column "{column}": is a spreadsheet\'s error. Mend the formula, and export again.'
    )


def test_a_text_may_begin_with_a_number_sign() -> None:
    [row] = taken(with_code(STORES, "name", "#1 Market")).rows

    assert row.values["name"] == "#1 Market"
