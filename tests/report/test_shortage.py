"""What is short on the shelves."""

from report.products import Level
from report.shortage import shortages


def level(sku: str, units: int) -> Level:
    return Level(sku=sku, department=None, category="MILK", type=None, package_size=None, reorder_level=units)


def test_only_what_lies_below_its_level_is_short() -> None:
    stock = {"367": {"milk": 10, "eggs": 9, "bread": 0}}

    assert [short.product.sku for short in shortages([level("milk", 10), level("eggs", 10)], stock)] == [
        "eggs"
    ]


def test_the_most_urgent_comes_first() -> None:
    stock = {"1": {"milk": 5, "eggs": -2}, "2": {"milk": 1, "eggs": 8}}

    found = shortages([level("milk", 10), level("eggs", 10)], stock)

    assert [(short.store_id, short.units) for short in found] == [("1", -2), ("2", 1), ("1", 5), ("2", 8)]
