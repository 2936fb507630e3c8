"""Every way in which a file can be bad is told in one line, and nothing of it is taken."""

import pytest

from demo.retail.store_files import Landed
from domain.sale import MOST_LINES
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import MOST_PROBLEMS
from jobs.retail.landing.problems import FileRefused
from tests.jobs.retail.landing.bad_files import BAD
from tests.jobs.retail.landing.bad_rows import CARD, misspelled
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

    lines = told(bad)

    assert [line.split(": ")[0] for line in lines] == [
        f'{FILE}, line 2, column "payment_token"',
        f'{FILE}, line 2, column "quantity"',
    ]
    assert not any("1111" in line for line in lines)


def test_no_value_of_a_file_is_repeated() -> None:
    secret = "tok secret"
    bad = sales(
        *({**MILK, name: f"{secret}\x07" if name == "sku" else secret} for name in MILK if name != "total")
    )

    assert not any(secret in line for line in told(bad))


def test_rows_without_a_sum_are_products_by_column() -> None:
    [row] = taken(file(text([PRODUCT]), rows=1, cents=None, key=PRODUCTS)).rows

    assert row.values == {**PRODUCT, "tax_free": True}


def refusal(given: Landed) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        taken(given)
    return refused.value


def test_after_a_thousand_problems_rows_are_only_counted() -> None:
    """FAULTS 56."""
    bad = refusal(sales(*({**MILK, "sequence": number, "quantity": "two"} for number in range(1_500))))

    assert (len(bad.problems), bad.rows_not_checked) == (MOST_PROBLEMS, 500)


def test_behind_as_many_rows_as_were_announced_rows_are_only_counted() -> None:
    """FAULTS 56: a file can't cost more than it says."""
    bad = refusal(sales(MILK, *[{**NEXT, "sku": ""}] * 7, count=3))

    assert [(each.fault, each.line) for each in bad.problems] == [
        (Fault.ROWS, None),
        (Fault.NO_VALUE, 3),
        (Fault.NO_VALUE, 4),
    ]
    assert (bad.problems[0].details["found"], bad.rows_not_checked) == (8, 5)


def test_what_was_wrong_before_csv_ends_is_told_with_where_it_ends() -> None:
    bad = refusal(misspelled(b"2,3.98\r\n", b'two,3.98\r\n"'))

    assert [(each.fault, each.line) for each in bad.problems] == [
        (Fault.NUMBER, 2),
        (Fault.QUOTATION_MARK, 3),
    ]


def test_a_sale_of_more_lines_than_one_may_have_is_refused_by_its_first() -> None:
    [line] = told(sales(*[MILK] * (2 * MOST_LINES)))

    assert line == (
        f"{FILE}, line 2: makes a sale that isn't valid: lines Expected `array` of length <= 5000. "
        "Correct it at its source, and export again."
    )
