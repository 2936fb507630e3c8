"""Every store opens with something on its shelves."""

from datetime import date

from demo.retail import opening
from demo.retail.opening import skus_by_store
from domain.scenario.baskets import list_baskets


def test_opening_stock_is_positive_and_always_the_same() -> None:
    stock = opening.opening_stock({"7": ["a", "b"]})

    assert all(units > 0 for units in stock["7"].values())
    assert stock == opening.opening_stock({"7": ["a", "b"]})


def test_what_comes_by_the_tanker_lies_on_no_shelf() -> None:
    assert list(opening.opening_stock({"7": ["a", "fuel"]}, besides={"fuel"})["7"]) == ["a"]


def test_what_was_delivered_adds_up_by_store_and_product() -> None:
    orders = [{"store_id": "7", "sku": "a", "units": units} for units in (12, 24)]

    assert opening.delivered(orders) == {"7/a": 36}


def test_balances_are_named_as_the_stocks_accounts_are() -> None:
    assert opening.balances({"7": {"a": 3}}) == {"7/a": 3}


def test_opening_skus_are_those_that_a_store_sells() -> None:
    sold = list_baskets(date(2017, 12, 22), days=1)
    by_store = skus_by_store(sold)

    assert by_store.keys() == {sent.partition for sent in sold}
    assert all(skus == sorted(set(skus)) for skus in by_store.values())
