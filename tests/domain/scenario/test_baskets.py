"""Real baskets become sales."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from contracts.scenario import OutsideTheData, SourceMessage
from domain.sale import Sale
from domain.scenario.baskets import (
    LAST_DAY,
    BasketLine,
    build_message,
    list_baskets,
    make_pseudonym,
    round_cents,
)
from lambdas.core.contract import parse

DAY = date(2017, 12, 22)


@pytest.fixture(scope="module")
def sold() -> Sequence[SourceMessage]:
    return list_baskets(DAY, days=1)


def test_every_basket_of_the_day_is_a_sale_of_the_contract(sold: Sequence[SourceMessage]) -> None:
    sales = [parse(sent.data) for sent in sold]

    assert len(sales) == 478
    assert all(isinstance(sale, Sale) and sale.occurred_at.date() == DAY for sale in sales)


def test_sales_come_in_the_order_of_their_times(sold: Sequence[SourceMessage]) -> None:
    assert [sent.sent_at for sent in sold] == sorted(sent.sent_at for sent in sold)


def test_sale_ids_are_unique(sold: Sequence[SourceMessage]) -> None:
    assert len({json.loads(sent.data)["sale_id"] for sent in sold}) == len(sold)


def test_the_same_basket_is_always_the_same_bytes(sold: Sequence[SourceMessage]) -> None:
    assert list_baskets(DAY, days=1) == sold


def test_days_outside_the_data_are_refused_with_the_days_that_are_there() -> None:
    with pytest.raises(OutsideTheData, match="from 2017-01-01 to 2018-01-01"):
        list_baskets(LAST_DAY, days=2)


def test_a_basket_keeps_its_amounts_and_only_the_discounts_that_were_given() -> None:
    line = BasketLine(
        datetime(2017, 3, 1, 14, 3, tzinfo=UTC), 31198459904, 367, 1234, 1082185, 2, 3.98, 0.6, 1.0, 0.0
    )

    sale = json.loads(build_message([line]).data)

    assert sale["lines"] == [
        {"sku": "1082185", "quantity": 2, "total_cents": 398, "discounts": {"retail": 60, "coupon": 100}}
    ]
    assert sale["sale_id"].startswith("367/2017-03-01/")
    assert sale["sale_id"].endswith("/31198459904")


@pytest.mark.parametrize(
    ("dollars", "expected"), [(0.29, 29), (1.15, 115), (840.0, 84000), (16.9999999999, 1700)]
)
def test_a_floats_last_bits_never_cost_a_cent(dollars: float, expected: int) -> None:
    assert round_cents(dollars) == expected


def test_no_payment_token_has_a_digit_that_a_card_number_could_be_made_of(
    sold: Sequence[SourceMessage],
) -> None:
    tokens = [json.loads(sent.data)["payment_token"] for sent in sold]

    assert not any(character.isdigit() for token in tokens for character in token)


def test_pseudonyms_hide_the_basket_and_tell_baskets_apart() -> None:
    assert make_pseudonym(31198459904) != make_pseudonym(31198459905)
    assert "31198459904" not in make_pseudonym(31198459904)
