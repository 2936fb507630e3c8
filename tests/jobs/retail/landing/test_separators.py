"""A spreadsheet writes more above a table than the columns' names."""

import pytest

from tests.jobs.retail.landing.bad_rows import GOOD
from tests.jobs.retail.landing.samples import BREAD, FILE, MILK, SALE, file, sales, taken, text, told

WHOLE = taken(file(GOOD)).sales
TAKE_OUT = "Take out all that stands above them; the first line must hold the columns' names."


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "stated", ["sep={}\r\n", "SEP={}\n", '"sep={}"\r\n', "\ufeffsep={}\r\n", "sep={}\r\n\r\n", "sep={}\r"]
)
def test_a_line_that_states_the_separator_is_no_row(stated: str, separator: str) -> None:
    body = stated.format(separator).encode() + text(SALE, separator)

    assert taken(file(body)).sales == WHOLE


def test_a_stated_separator_that_the_file_has_not_is_passed_over() -> None:
    assert taken(file(b"sep=;\r\n" + GOOD)).sales == WHOLE


def test_lines_are_counted_from_the_one_that_states_the_separator() -> None:
    [line] = told(file(b"sep=;\r\n" + text([MILK, {**BREAD, "sku": ""}], ";")))

    assert line.startswith(f'{FILE}, line 4, column "sku": is empty')


@pytest.mark.parametrize(
    ("above", "line", "header"),
    [
        ("Sales of store 367\r\n", 1, 2),
        ("Sales, store 367, of 22 December\r\n", 1, 2),
        ("Sales; store 367; Friday\r\n", 1, 2),
        ("Store,367\r\nDay,2017-12-22\r\n\r\n", 1, 4),
        ("\r\nSales of store 367\r\n\r\n", 2, 4),
        ("sep=,\r\nSales of store 367\r\n", 2, 3),
        ('"Sales, of\r\ntwo lines"\r\n', 1, 3),
    ],
)
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_title_above_the_header_is_one_message_about_its_line(
    above: str, line: int, header: int, separator: str
) -> None:
    [message] = told(file(above.encode() + text(SALE, separator)))

    assert message == (
        f"{FILE}, line {line}: stands above the columns' names, which are on line {header}. {TAKE_OUT}"
    )


def test_a_file_that_names_no_columns_is_one_message() -> None:
    [message] = told(file(GOOD.split(b"\r\n", 1)[1]))

    assert message == (
        f"{FILE}, line 1: holds none of the columns' names. Put them into the first line; needed are "
        "store_id, business_day, register_id, sequence, occurred_at, payment_token, sku, quantity, total."
    )


@pytest.mark.parametrize("line_end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize(("separator", "other"), [(",", ";"), (";", ",")])
def test_what_separates_the_names_separates_the_values_whatever_stands_in_them(
    separator: str, other: str, line_end: bytes
) -> None:
    rows = [{**MILK, "payment_token": f"tok{other * 20}a", "sku": str(number)} for number in range(30)]
    good = sales(*rows)

    body = text(rows, separator).replace(b"\r\n", line_end)

    assert taken(file(body, 30, 30 * 398)).sales == taken(good).sales
