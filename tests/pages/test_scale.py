"""Where axes end."""

import pytest

from pages.scale import FINE, round_up


@pytest.mark.parametrize(("value", "top"), [(0, 1), (0.3, 0.5), (7, 10), (50, 50), (51, 100), (1_247, 2_000)])
def test_an_axis_ends_at_a_round_number(value: float, top: float) -> None:
    assert round_up(value) == pytest.approx(top)


@pytest.mark.parametrize(("value", "top"), [(297_427, 300_000), (120, 150), (7, 8), (1_000, 1_000)])
def test_a_fine_axis_leaves_less_room_above(value: float, top: float) -> None:
    assert round_up(value, FINE) == pytest.approx(top)
