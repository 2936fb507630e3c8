"""A code is a code: what a spreadsheet or a database made of it is known, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codes import code_fault, is_spreadsheet_error, is_zero, rewriting_fault, says_nothing

REWRITTEN = (
    *("5.01235E+12", "5,01235E+12", "5.01235e+12", "5E+12", "1.0E12", "1.00E+05", "-5.01E-7", "5.01235E12"),
    *("5012345678900.0", "900.00", "1082185,0", "0.0"),
    *("5,012,345,678,900", "1,082,185", "1'082'185"),
    *("05-Mar", "5-Mar", "Mar-05", "05-Mar-17", "05-Mar-2017", "05. Mrz", "05.Mrz", "05-mars", "Dez 17"),
    *("2017-03-05", "2017-03-05 00:00:00", "2017-03-05T00:00", "03/05/2017", "5.3.2017", "3/5/17", "12:30"),
    *("05/03/2017 00:00", "12:30:00", "12:30 PM", "Sept-12"),
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#BEZUG!", "#NV"),
    *("########", "Err:502", "'0123", '="0123"', "=A1"),
)
NOTHING = (
    *("nan", "NaN", "-nan", "NULL", "null", "(null)", "<null>", "[NULL]", "\\N", "None", "nil", "N/A", "n/a"),
    *("NA", "n.a.", "<NA>", "NaT", "-", "--", "\N{EM DASH}", ".", "?", "_", "undefined", "#N/A"),
)
CODES = (
    *(
        "1082185",
        "0123",
        "5012345678900",
        "4.12",
        "12E4",
        "8E45",
        "E12",
        "A-17",
        "12-34-56",
        "3-5",
        "12.34.56",
    ),
    *("M-17", "March", "MARGARINE-1", "NANCY", "NULLARBOR", "tok_8f14e45f", "12345e67", "367", "0", "1.50"),
    *("Z\N{LATIN SMALL LETTER U WITH DIAERESIS}rich", "\N{CJK UNIFIED IDEOGRAPH-4E00}", "N\N{DEGREE SIGN}1"),
)


@pytest.mark.parametrize("code", REWRITTEN)
def test_what_a_spreadsheet_made_of_a_code_is_no_code(code: str) -> None:
    assert rewriting_fault(code)


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_that_there_is_nothing_is_no_code(text: str) -> None:
    assert says_nothing(text)
    assert code_fault(text) == "says that there is none"


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_left_alone(code: str) -> None:
    assert code_fault(code) is None


@given(st.integers(0, 10**20).map(str) | st.text("0123456789", min_size=1, max_size=20))
def test_digits_alone_are_a_code_with_zeros_before_them_too(code: str) -> None:
    assert code_fault(code) is None


@given(st.integers(10**11, 10**20), st.sampled_from("eE"), st.integers(1, 9), st.sampled_from(".,"))
def test_a_long_number_is_no_code_as_a_spreadsheet_shows_it(
    number: int, exponent: str, digits: int, point: str
) -> None:
    shown = f"{number:.{digits}e}".replace("e", exponent).replace(".", point)

    assert rewriting_fault(shown)
    assert rewriting_fault(f"{number}{point}0")


@pytest.mark.parametrize(
    ("text", "zero"), [("0", True), ("000", True), ("0.0", True), ("-0", True), ("10", False)]
)
def test_zero_is_known_in_any_spelling(text: str, zero: bool) -> None:
    assert is_zero(text) is zero


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("#N/A", True),
        ("#REF!", True),
        ("#NAME?", True),
        ("###", True),
        ("#1 Market", False),
        ("No. #4", False),
    ],
)
def test_free_text_may_begin_with_a_number_sign_and_be_no_error(text: str, error: bool) -> None:
    assert is_spreadsheet_error(text) is error
