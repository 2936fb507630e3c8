"""Amounts become bars."""

from report.bars import Amount, bars


def test_bars_stand_side_by_side_on_zero_and_the_axis_ends_at_a_round_amount() -> None:
    drawn = bars([Amount(label="a", value=1_000), Amount(label="b", value=500)])

    assert (drawn.top, drawn.bottom, drawn.zero) == (1_000, 0, 100)
    assert [(bar.x, bar.y, bar.width, bar.height) for bar in drawn.bars] == [
        (70, 0, 360, 100),
        (570, 50, 360, 50),
    ]


def test_what_was_paid_back_hangs_below_zero() -> None:
    drawn = bars([Amount(label="a", value=300), Amount(label="b", value=-100)])

    assert (drawn.top, drawn.bottom, drawn.zero) == (300, -100, 75)
    assert [(bar.y, bar.height) for bar in drawn.bars] == [(0, 75), (75, 25)]


def test_an_earlier_amount_is_on_the_same_axis() -> None:
    drawn = bars([Amount(label="a", value=100, before=400)])

    assert (drawn.top, drawn.bars[0].before) == (400, 0)


def test_what_is_not_known_has_no_height_and_is_not_the_most() -> None:
    drawn = bars([Amount(label="a", value=None), Amount(label="b", value=10)])

    assert drawn.bars[0].height == 0
    assert drawn.highest
    assert drawn.highest.label == "b"


def test_of_nothing_nothing_is_the_most() -> None:
    assert bars([Amount(label="a", value=0), Amount(label="b", value=None)]).highest is None
