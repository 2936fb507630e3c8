"""Frauds are made up anew from the same seed, and are sales like any other."""

import json
from datetime import date

import pytest

from demo.retail.frauds import PATTERNS, Incident, incidents
from domain.sale import Sale
from domain.scenario.baskets import list_baskets
from lambdas.core.contract import parse

BASKETS = list_baskets(date(2017, 12, 22), 1)


@pytest.fixture(scope="module")
def made_up() -> list[Incident]:
    return incidents(BASKETS, 40, 1)


def test_the_same_seed_makes_the_same_and_another_others(made_up: list[Incident]) -> None:
    assert incidents(BASKETS, 40, 1) == made_up
    assert incidents(BASKETS, 40, 2) != made_up


def test_every_pattern_comes_as_often(made_up: list[Incident]) -> None:
    patterns = [one.pattern for one in made_up]

    assert {patterns.count(pattern.__name__) for pattern in PATTERNS} == {40 // len(PATTERNS)}


def test_every_sale_keeps_the_contract_under_an_id_of_its_own(made_up: list[Incident]) -> None:
    sales = [sale for one in made_up for sale in one.sales]
    ids = {json.loads(each.data)["sale_id"] for each in (*sales, *BASKETS)}

    assert all(isinstance(parse(sale.data), Sale) for sale in sales)
    assert len(ids) == len(sales) + len(BASKETS)


def test_none_lasts_into_a_day_that_sold_nothing(made_up: list[Incident]) -> None:
    assert {sale.sent_at.date() for one in made_up for sale in one.sales} == {date(2017, 12, 22)}


def test_nothing_is_made_up_of_nothing() -> None:
    assert incidents(BASKETS, 0, 1) == []
    assert incidents([], 5, 1) == []
