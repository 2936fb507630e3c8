"""Whole files as shops have sent them: taken, or refused for what is wrong with them and nothing else."""

import pytest

from tests.jobs.retail.landing.samples import FILE, file, taken, told

HEAD = "Store,Business Day,Till,Receipt,Time,Payment,Member,UPC,Qty,Total,Discount\r\n"
ROW = "367,2017-12-22,4,{},2017-12-22T14:03:00Z,tok_a,1234,{},{},3.98,\r\n"


def rows(*cells: tuple[str, str, str]) -> str:
    """Receipt, product and quantity of each row."""
    return HEAD + "".join(ROW.format(*each) for each in cells)


def test_each_code_that_a_spreadsheet_rewrote_is_told_with_its_line_and_column() -> None:
    damaged = ["5.01235E+12", "#N/A", "05-Mar", "5012345678900.0", "'0123"]
    body = rows(*((str(101 + number), code, "2") for number, code in enumerate(damaged)))

    lines = told(file(body.encode(), len(damaged), len(damaged) * 398))

    assert [line.split(": ")[0] for line in lines] == [
        f'{FILE}, line {number}, column "UPC"' for number in range(2, 2 + len(damaged))
    ]


def test_two_spellings_of_a_receipt_are_one_sale_of_two_lines() -> None:
    [sold] = taken(file(rows(("000101", "1082185", "2"), ("101", "1082185", "2")).encode(), 2, 796)).sales

    assert b'"sale_id":"367/2017-12-22/4/101"' in sold


@pytest.mark.parametrize("stated", ["", "sep=;\r\n"])
def test_a_file_with_semicolons_is_taken_whatever_states_them(stated: str) -> None:
    body = (stated + rows(("101", "1082185", "2")).replace(",", ";")).encode()

    assert len(taken(file(body, 1, 398)).sales) == 1


def test_a_weight_is_told_how_to_stay_one() -> None:
    [line] = told(file(rows(("101", "1082185", "0.452")).encode(), 1, 398))

    assert "Keep a weight as it is" in line
