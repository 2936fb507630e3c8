"""CSV as exporters write it."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.retail.landing.records import records_of
from tests.jobs.retail.landing.bad_rows import GOOD, misspelled
from tests.jobs.retail.landing.samples import FILE, PRODUCT, PRODUCTS, file, taken, text, told


def test_a_value_with_separators_quotation_marks_and_line_ends_in_it_is_one_value() -> None:
    body = text([{**PRODUCT, "category": 'FRUIT, "tropical"'}, {**PRODUCT, "sku": "2"}])

    first, _ = taken(file(body, key=PRODUCTS)).rows

    assert first.values["category"] == 'FRUIT, "tropical"'


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    bad = file(text([{**PRODUCT, "category": "two\r\nlines"}, {**PRODUCT, "sku": ""}]), key=PRODUCTS)

    assert [line.split(":")[0] for line in told(bad)] == [
        f'{PRODUCTS}, line 2, column "category"',
        f'{PRODUCTS}, line 4, column "sku"',
    ]


FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8).map(str.strip)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), max_size=5), st.sampled_from(",;"))
def test_what_a_csv_writer_writes_is_read_again(rows: list[list[str]], separator: str) -> None:
    written = StringIO()
    csv.writer(written, delimiter=separator).writerows([["sku", "name"], *rows])

    _, *read = (record.fields for record in records_of(StringIO(written.getvalue(), newline=""), separator))

    assert read == [row for row in rows if any(row)]


@pytest.mark.parametrize("blanks", [" ", "   "])
def test_a_blank_before_a_quotation_mark_is_no_part_of_the_value(blanks: str) -> None:
    body = GOOD.replace(b"tok_a", f'{blanks}"tok_a"'.encode())

    assert taken(file(body)).sales == taken(file(GOOD)).sales


@pytest.mark.parametrize("wrong", ['\t"tok_a"', '\u00a0"tok_a"', '"tok_a" ', '"tok_a"x'])
def test_no_mark_ever_becomes_a_part_of_the_value(wrong: str) -> None:
    [line] = told(misspelled(b"tok_a", wrong.encode()))

    assert line.startswith(
        f"{FILE}, line 2: has a quotation mark that isn't closed, or text or blanks behind"
    )


def test_an_inch_is_no_quotation_mark_of_a_value() -> None:
    [row] = taken(file(text([PRODUCT]).replace(b"PRODUCE", b'PANS 12"'), 1, None, PRODUCTS)).rows

    assert row.values["department"] == 'PANS 12"'


def test_a_mark_that_is_never_closed_in_a_large_file_is_told_where_it_begins() -> None:
    body = GOOD.replace(b"995242", b'"995242') + GOOD.split(b"\r\n", 1)[1] * 2_000

    [line] = told(file(body))

    assert line == (
        f"{FILE}, line 3: has a row of more than 131,072 characters. "
        "Look for a quotation mark that isn't closed, or shorten the row's values."
    )
