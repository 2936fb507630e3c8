"""Numbers become lines."""

from demo.chart import Series, chart, thinned


def test_a_line_ends_at_the_top_right_when_its_last_value_is_the_highest() -> None:
    drawn = chart("Rate", "a second", [Series("accepted", 1, [(0, 0), (10, 50)])])

    assert drawn.lines[0].points == "0.0,100.0 1000.0,0.0"
    assert (drawn.top, drawn.seconds, drawn.lines[0].peak) == (50, 10, 50)


def test_thinning_never_hides_a_peak() -> None:
    points = [(float(second), 1.0) for second in range(1_000)]
    points[777] = (777.0, 99.0)

    assert max(value for _, value in thinned(points)) == 99.0
    assert len(thinned(points)) <= 300


def test_a_chart_of_nothing_is_empty() -> None:
    assert chart("Rate", "a second", [Series("accepted", 1, [])]).lines == []


def test_moments_stand_where_they_happened() -> None:
    drawn = chart("Age", "s", [Series("inventory", 2, [(0, 1), (10, 1)])], [(2.5, "inventory"), (99, "late")])

    assert [mark.x for mark in drawn.marks] == [250]
