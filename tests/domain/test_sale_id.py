"""A sale has one id, in one spelling, that agrees with the rest of it."""

import pytest

from contracts.refusals import Reason
from domain.sale import Sale
from lambdas.core.contract import parse
from tests.domain.sales_read import parsed, refusal
from tests.lambdas.sales import encoded, sale


@pytest.mark.parametrize(
    "sale_id",
    [
        "31198459904",
        "368/2017-03-01/4/1",
        "367/2017-03-01/5/1",
        "367/20170301/4/1",
        "367/2017-02-30/4/1",
        "367/2017-03-03/4/1",
        "367/2017-03-01/4/",
        "367/2017-03-01/4/1234567890123",
        "367/2017-03-01/4/1/1",
    ],
)
def test_refuses_a_sale_id_that_disagrees_with_the_sale(sale_id: str) -> None:
    """FAULTS 11: without an identity of its own a sale can't be told from its repetition."""
    assert refusal(encoded(sale(sale_id=sale_id))).reason is Reason.BAD_ID


@pytest.mark.parametrize(
    ("store", "register", "sequence"),
    [
        ("367", "4", "000101"),
        ("367", "04", "101"),
        ("0367", "4", "101"),
        ("367", "00", "101"),
        ("367", " 4", "101"),
        ("367", "4\N{ZERO WIDTH SPACE}", "101"),
        ("367", "4\t", "101"),
        ("367", "\N{FULLWIDTH DIGIT FOUR}", "101"),
        ("Zu\N{COMBINING DIAERESIS}rich", "4", "101"),
        ("367 ", "4", "101"),
    ],
)
def test_refuses_a_second_spelling_of_an_id(store: str, register: str, sequence: str) -> None:
    """FAULTS 51: it would be a second effect."""
    spelled = sale(sequence, store, register_id=register, sale_id=f"{store}/2017-03-01/{register}/{sequence}")

    assert refusal(encoded(spelled)).reason is Reason.BAD_ID


@pytest.mark.parametrize(
    ("store", "register"), [("Z\N{LATIN SMALL LETTER U WITH DIAERESIS}rich", "4"), ("0", "0"), ("M04", "A0")]
)
def test_accepts_the_one_spelling_of_an_id(store: str, register: str) -> None:
    spelled = sale(101, store, register_id=register, sale_id=f"{store}/2017-03-01/{register}/101")

    assert isinstance(parse(encoded(spelled)), Sale)


def test_a_register_that_closes_after_midnight_books_on_the_day_before() -> None:
    assert parsed(occurred_at="2017-03-02T00:10:00Z").sale_id == "367/2017-03-01/4/1"
