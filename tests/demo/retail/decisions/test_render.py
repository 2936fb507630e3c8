"""What the page shows of the decisions."""

from demo.retail.decisions import render
from tests.demo.retail.decisions.outcomes import case, incident, ordered, suspected


def test_a_suspect_is_shown_with_what_it_was_in_truth() -> None:
    shown = render.suspects(suspected(cases=[case("a", 60), case("z", 100)]))

    assert [(row.score, row.truth) for row in shown] == [(100, "an honest sale"), (60, "stolen card")]
    assert shown[0].dollars == "-$12.34"
    assert shown[0].when == "22 Dec, 15:34"


def test_no_kind_crowds_out_the_others() -> None:
    many = [incident(*(str(n) for n in range(30))), incident("other", pattern="copied_membership")]
    shown = render.suspects(
        suspected(incidents=many, cases=[*(case(str(n)) for n in range(30)), case("other")])
    )

    assert sorted(row.truth for row in shown) == ["copied membership", "stolen card", "stolen card"]


def test_honest_sales_are_counted_apart() -> None:
    said = render.suspicions(suspected(cases=[case("a"), case("z")]))

    assert "1 were caught by 1 sales" in said
    assert "1 honest sale was suspected too" in said


def test_orders_are_told_with_their_units_and_what_a_replay_added() -> None:
    said = render.orders(ordered())

    assert "1 purchase orders, 12 units" in said
    assert "4 events were replayed from the archive, and 0 more orders" in said


def test_how_long_it_took_is_told_where_it_was_measured() -> None:
    assert "took" not in render.suspicions(suspected())
    assert "0.5 s in the middle and 3.0 s at most" in render.suspicions(suspected(waits=[0.2, 3.0, 0.5]))
