"""What the README says of the smallest environment is what its templates say."""

import re

from review.bill import bill
from review.loads import Load
from tests.review.templates import environment
from tests.synthesis import REPOSITORY, templates

README = " ".join((REPOSITORY / "README.md").read_text().split())
SAID = re.search(
    r"It has (\d+) resources and costs \$([\d.]+) a month idle, \$([\d.]+) at 1 sale a second", README
)


def test_the_readme_names_how_many_resources_the_starter_has() -> None:
    assert SAID
    assert int(SAID[1]) == sum(len(each["Resources"]) for each in templates("starter").values())


def test_the_readme_names_what_the_starter_costs_idle_and_at_one_sale_a_second() -> None:
    assert SAID
    bills = [bill(environment("starter"), Load(sales)) for sales in (0, 1)]

    assert [f"{sum(row.dollars for row in each.rows):.2f}" for each in bills] == [SAID[2], SAID[3]]
