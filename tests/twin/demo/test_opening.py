"""Every store opens with something on its shelves."""

from twin.demo import opening


def test_opening_stock_is_positive_and_always_the_same() -> None:
    stock = opening.opening_stock({"7": ["a", "b"]})

    assert all(units > 0 for units in stock["7"].values())
    assert stock == opening.opening_stock({"7": ["a", "b"]})


def test_balances_are_named_as_the_stocks_accounts_are() -> None:
    assert opening.balances({"7": {"a": 3}}) == {"7/a": 3}
