"""CSV as exporters write it."""

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from jobs.retail.landing.records import records_of
from tests.jobs.retail.landing.samples import (
    PRODUCT,
    PRODUCTS,
    file,
    taken,
    text,
    told,
)


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

    _, *read = (record.fields for record in records_of(written.getvalue()))

    assert read == [row for row in rows if any(row)]
