"""What a sale earns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.points import compute_points
from domain.sale import Sale
from lambdas.core.contract import parse
from tests.lambdas.sales import encoded, line, sale


def paid(cents: int, coupon: int = 0) -> Sale:
    read = parse(encoded(sale(lines=[line(total_cents=cents, discounts={"coupon": coupon})])))
    assert isinstance(read, Sale)
    return read


@pytest.mark.parametrize(("cents", "earned"), [(0, 0), (99, 0), (100, 1), (1_250, 12)])
def test_earns_a_point_for_each_whole_dollar(cents: int, earned: int) -> None:
    assert compute_points(paid(cents)) == earned


def test_a_coupon_earns_nothing() -> None:
    assert compute_points(paid(500, coupon=150)) == 3


@given(st.integers(-1_000_000, 1_000_000))
def test_a_return_takes_back_what_its_sale_gave(cents: int) -> None:
    assert compute_points(paid(cents)) + compute_points(paid(-cents)) == 0
