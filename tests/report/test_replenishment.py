"""What is low on the shelves, by the rule by which it is ordered."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.stock import ReorderRule
from lambdas.shelves.rules import Rules
from lambdas.shelves.shelf import Shelf
from report.period import Period
from report.products import Product
from report.replenishment import Replenishment, ShelfPace, StockOrder, StockStatus, replenishment

DAY = date(2017, 12, 23)
RULE = ReorderRule(lead_days=2, safety=1.5, least=6)


def shelf(store_id: str, sku: str, units: int, units_a_day: float = 0.0) -> ShelfPace:
    return ShelfPace(store_id=store_id, sku=sku, units=units, units_a_day=units_a_day)


def order(sku: str, units: int, day: date = DAY, *, held: bool = False) -> StockOrder:
    return StockOrder(store_id="1", sku=sku, day=day, units=units, held=held)


def made(*shelves: ShelfPace, orders: tuple[StockOrder, ...] = ()) -> Replenishment:
    return replenishment(StockStatus(rule=RULE, shelves=shelves, orders=orders), {}, Period.of_day(DAY))


def test_low_is_what_would_be_sold_before_a_delivery_can_come() -> None:
    found = made(shelf("1", "milk", 12, 4), shelf("1", "eggs", 13, 4), shelf("1", "salt", 7))

    assert [(one.product.sku, one.reorder_point) for one in found.low] == [("milk", 12)]


@given(st.integers(-100, 100), st.floats(0, 50))
def test_the_page_calls_low_what_the_shelves_function_announces(units: int, units_a_day: float) -> None:
    told = Shelf(on_hand=units, watched=True, units_a_day=units_a_day).detect_fall("1", "milk", DAY, Rules())

    found = replenishment(
        StockStatus(rule=Rules(), shelves=[shelf("1", "milk", units, units_a_day)]), {}, Period.of_day(DAY)
    )

    assert [one.reorder_point for one in found.low] == [fall.reorder_point for fall in told.untold]


def test_the_most_urgent_comes_first() -> None:
    found = made(shelf("1", "milk", 3), shelf("1", "eggs", -2), shelf("2", "milk", 1))

    assert [one.units for one in found.low] == [-2, 1, 3]


def test_what_is_low_says_its_newest_order() -> None:
    orders = (order("milk", 24, date(2017, 12, 20)), order("milk", 36), order("eggs", 9_000, held=True))

    found = made(shelf("1", "milk", 3), shelf("1", "eggs", 2), shelf("1", "salt", 1), orders=orders)

    known = {one.product.sku: one.order for one in found.low}
    assert known == {"milk": orders[1], "eggs": orders[2], "salt": None}


def test_what_was_ordered_is_of_the_days_that_are_shown_and_placed() -> None:
    orders = (order("milk", 24, date(2017, 12, 22)), order("milk", 12), order("eggs", 36))

    found = made(orders=(*orders, order("tea", 9_000, held=True)))

    assert [(one.product.sku, one.units) for one in found.ordered] == [("eggs", 36), ("milk", 12)]
    assert (found.units, [one.sku for one in found.held]) == (48, ["tea"])


def test_a_product_is_shown_as_people_call_it() -> None:
    milk = Product(sku="1", department="DAIRY", category="MILK", type=None, package_size=None)

    found = replenishment(
        StockStatus(rule=RULE, shelves=[shelf("1", "1", 0)]), {"1": milk}, Period.of_day(DAY)
    )

    assert [one.product.title for one in found.low] == ["MILK"]
