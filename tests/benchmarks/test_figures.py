import pytest

from benchmarks.figures import Figure, Goal


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("calls", 0.04, 11.0, "calls", Goal(0.15)), True),
        (Figure("calls", 0.16, 11.0, "calls", Goal(0.15)), False),
        (Figure("wall", 1.0, 51.0, "s", Goal(1 / 50, of_ratio=True)), True),
        (Figure("wall", 1.0, 49.0, "s", Goal(1 / 50, of_ratio=True)), False),
        (Figure("speed", 999.0, None, "sales/s", Goal(1000, at_least=True)), False),
        (Figure("size", 4.4, None, "MB"), None),
    ],
)
def test_a_goal_limits_our_figure_or_its_ratio_to_the_peers(figure: Figure, met: bool | None) -> None:
    assert figure.met is met


def test_a_ratio_without_a_peer_is_no_goal() -> None:
    with pytest.raises(ValueError, match="nothing to compare with"):
        _ = Figure("wall", 1.0, None, "s", Goal(1 / 50, of_ratio=True)).met


def test_a_row_says_what_was_measured_and_whether_that_was_the_goal() -> None:
    row = Figure("wall", 1.0, 100.0, "s", Goal(1 / 50, of_ratio=True)).row()

    assert row["ratio"] == pytest.approx(0.01)
    assert (row["goal"], row["met"]) == ("≤ 0.02 of the peer", True)
