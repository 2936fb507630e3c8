"""What must stand in the ledgers, computed without the deployed code."""

from collections import Counter

import pytest

from domain.scenario.ledgers import count_points, stock_due


def test_lines_of_one_product_add_up_and_leave_the_shelf() -> None:
    lines = [{"sku": "a", "quantity": 2}, {"sku": "a", "quantity": -3}, {"sku": "b", "quantity": 0}]

    assert stock_due({"store_id": "7", "lines": lines}) == Counter({"7/a": 1, "7/b": 0})


@pytest.mark.parametrize(
    ("cents", "coupon", "earned"), [(399, 0, 3), (399, 100, 2), (-399, 0, -3), (99, 0, 0)]
)
def test_points_are_whole_dollars_paid_toward_zero(cents: int, coupon: int, earned: int) -> None:
    discounts = {"coupon": coupon, "retail": 9_999}

    assert count_points({"lines": [{"total_cents": cents, "discounts": discounts}]}) == earned
