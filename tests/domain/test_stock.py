"""What a sale does to the shelf."""

from hypothesis import given
from hypothesis import strategies as st

from domain.sale import Sale
from domain.stock import ReorderRule, compute_movement, sum_movements
from lambdas.core.contract import parse
from tests.lambdas.sales import encoded, line, sale


def sold(*lines: dict[str, object]) -> Sale:
    read = parse(encoded(sale(lines=list(lines))))
    assert isinstance(read, Sale)
    return read


def test_a_sale_takes_units_and_a_return_puts_them_back() -> None:
    assert compute_movement(sold(line("apple", 3), line("bread", -1))) == {"apple": -3, "bread": 1}


def test_lines_of_one_product_count_together() -> None:
    assert compute_movement(sold(line("apple", 3), line("apple", 0), line("apple", -1))) == {"apple": -2}


def test_what_is_on_hand_is_the_opening_stock_less_what_was_sold() -> None:
    assert sum_movements([{"apple": 10, "bread": 4}, {"apple": -3}, {"bread": -4}]) == {
        "apple": 7,
        "bread": 0,
    }


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(-9, 9)), max_size=6), st.data())
def test_the_order_of_movements_does_not_matter(movements: list[dict[str, int]], data: st.DataObject) -> None:
    """FAULTS 24: records of different shards have no order."""
    shuffled = data.draw(st.permutations(movements))

    assert sum_movements(shuffled) == sum_movements(movements)


def test_stock_is_low_that_would_be_sold_before_a_delivery_can_come() -> None:
    rule = ReorderRule(lead_days=2, safety=1.5, least=6)

    assert [rule.is_low(on_hand, 2.5) for on_hand in (9, 8, 7)] == [False, True, True]
    assert rule.reorder_point(2.5) == 8


def test_a_little_stock_is_low_however_slowly_it_sells() -> None:
    assert [ReorderRule(least=6).is_low(on_hand, 0.0) for on_hand in (7, 6)] == [False, True]
