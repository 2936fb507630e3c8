from review.page import page
from tests.review.templates import environment
from tests.synthesis import ENVIRONMENTS, REPOSITORY

COSTS = REPOSITORY / "docs" / "costs.md"
AGAIN = "docs/costs.md is older than the stacks: write it again with make costs"


def test_the_page_about_costs_is_current() -> None:
    assert COSTS.read_text() == page(map(environment, ENVIRONMENTS)), AGAIN


def test_the_page_calls_its_totals_modelled_and_says_which_prices_are_not_verified() -> None:
    text = COSTS.read_text()

    assert text.count("Total a month, modelled") == len(ENVIRONMENTS)
    assert "event source mappings' metrics | $0.3 | metric-month" in text
    assert "**not verified**" in text
