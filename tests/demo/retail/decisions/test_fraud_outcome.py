"""Suspicions are held against the frauds that were made up."""

from tests.demo.retail.decisions.outcomes import case, incident, suspected


def test_an_incident_is_caught_by_any_of_its_sales_and_once() -> None:
    found = suspected(incidents=[incident("a", "b"), incident("c")], cases=[case("a"), case("b"), case("a")])

    assert len(found.caught) == 1
    assert len(found.suspected) == 2


def test_who_is_suspected_without_a_fraud_is_a_false_alarm() -> None:
    assert [each.sale_id for each in suspected(cases=[case("a"), case("z")]).false_alarms] == ["z"]


def test_waits_are_told_by_their_middle_and_their_longest() -> None:
    figures = suspected(waits=[0.2, 3.0, 0.5]).figures()

    assert (figures["suspicion_seconds_median"], figures["suspicion_seconds_most"]) == (0.5, 3.0)
    assert suspected().figures()["suspicion_seconds_median"] is None


def test_the_figures_say_what_was_caught() -> None:
    figures = suspected().figures()

    assert (figures["frauds_injected"], figures["frauds_caught"], figures["false_alarms"]) == (1, 1, 0)
