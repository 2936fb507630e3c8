"""Every way in which a file can be bad is told in one line, and nothing of it is taken."""

import pytest

from jobs.retail.landing.faults import Fault
from tests.jobs.retail.landing.bad_files import BAD, CARD, misspelled
from tests.jobs.retail.landing.samples import (
    FILE,
    MILK,
    NEXT,
    PRODUCT,
    PRODUCTS,
    file,
    sales,
    taken,
    text,
    told,
)

ELSEWHERE = {Fault.KNOWN_NAME, Fault.UNREADABLE, Fault.FAILED, Fault.GIVEN_UP}
every_fault = pytest.mark.parametrize("fault", BAD, ids=lambda fault: fault.code)


def test_there_is_a_bad_file_of_every_kind() -> None:
    assert set(BAD) == set(Fault) - ELSEWHERE


@every_fault
def test_a_bad_file_is_refused_in_one_line(fault: Fault) -> None:
    bad = BAD[fault]

    [line] = told(bad.file, bad.uploads)

    assert line.startswith(f"{bad.told}. ")
    assert "\n" not in line


def test_the_line_says_where_what_and_what_to_do() -> None:
    [line] = told(misspelled(b"3.99", b"$3.99"))

    assert line == (
        'sales/367/2017-12-22.csv, line 3, column "total": isn\'t an amount in dollars. '
        "Write it with a point and without other signs, such as 12.50 or -3."
    )


def test_all_that_is_wrong_is_told_together_by_line() -> None:
    bad = sales(
        {**MILK, "quantity": "two", "occurred_at": "noon"},
        {**NEXT, "store_id": "368"},
        {**NEXT, "sequence": "one hundred and three"},
        count=9,
    )

    lines = told(bad)

    assert [line.split(": ")[0] for line in lines] == [
        FILE,
        f'{FILE}, line 2, column "occurred_at"',
        f'{FILE}, line 2, column "quantity"',
        f'{FILE}, line 3, column "store_id"',
        f"{FILE}, line 4",
    ]


def test_a_card_number_is_never_repeated_and_nothing_else_is_told() -> None:
    bad = sales({**MILK, "payment_token": CARD, "quantity": CARD}, {**NEXT, "total": "7", "sku": ""})

    [line] = told(bad)

    assert "1111" not in line


def test_no_value_of_a_file_is_repeated() -> None:
    secret = "tok secret"
    bad = sales(
        *({**MILK, name: f"{secret}\x07" if name == "sku" else secret} for name in MILK if name != "total")
    )

    assert not any(secret in line for line in told(bad))


def test_rows_without_a_sum_are_products_by_column() -> None:
    [row] = taken(file(text([PRODUCT]), rows=1, cents=None, key=PRODUCTS)).rows

    assert row.values == {**PRODUCT, "tax_free": True}
