"""Amounts are exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import format_dollars, parse_cents

AMOUNTS = st.integers(-(10**14) + 1, 10**14 - 1)


@given(AMOUNTS)
def test_an_amount_that_was_written_is_read_to_the_cent(amount: int) -> None:
    assert parse_cents(format_dollars(amount)) == amount
    assert Decimal(format_dollars(amount)) * 100 == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12.50", 1250), ("12.5", 1250), ("12", 1200), ("-0.05", -5), ("0.29", 29), ("-3", -300)],
)
def test_reads_dollars_as_people_write_them(text: str, amount: int) -> None:
    assert parse_cents(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "-", "12,50", "1,299.00", "$3", "3 USD", "+3", "--3", "3-", "(3.00)", ".5", "3."),
        *("1.005", "1e2", "NaN", "inf", "0x1", "1_000", "\N{ARABIC-INDIC DIGIT SEVEN}", "9" * 13, "3\n"),
    ],
)
def test_reads_nothing_else_as_an_amount(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_cents(text)
