"""A year of real sales passes every ROW and SET rule; what is only watched is as much as the page says."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from domain.lake import LAKE
from domain.lake.rules import BY_DAY, NEW_ROWS, RULES
from lake.quality import checks_sql, unfit_sql
from tests.domain.lake import sample
from tests.domain.lake.quality.test_unfit import NEW_SALES
from tests.domain.lake.sample import Lake, Rows, rows

WATCHED = {
    "zero_quantity": 8_869,
    "unknown_product": 4_836,
    "coupon_over_line": 3_507,
    "customer_was_paid": 19,
}


@pytest.fixture(scope="module")
def year() -> Iterator[Lake]:
    """All that there is of real sales: 2017, and the first hours of 2018."""
    made = sample.lake(date(2017, 1, 1), date(2018, 1, 1))
    yield made
    made.close()


@pytest.fixture(scope="module")
def checks(year: Lake) -> Rows:
    """What every rule measures on every day."""
    year.execute("CREATE TABLE days AS SELECT DISTINCT business_day FROM sales")
    return rows(year, checks_sql(RULES, BY_DAY))


def test_it_is_the_year_that_the_page_speaks_of(year: Lake) -> None:
    [found] = rows(
        year, "SELECT sum(lines) AS lines, count(*) AS sales, count(DISTINCT business_day) AS d FROM sales"
    )

    assert (found["lines"], found["sales"], found["d"]) == (1_469_307, 155_848, 365)
    assert all(f"{number:,}" in LAKE.rules_summary for number in found.values())


def test_no_sale_is_unfit(year: Lake) -> None:
    year.execute(NEW_SALES)
    year.execute(
        "CREATE TEMP VIEW decoded AS "
        "SELECT f.object_no, f.position, l.* FROM sale_lines AS l JOIN firsts AS f USING (sale_id)"
    )

    assert rows(year, unfit_sql(RULES, NEW_ROWS)) == []


def test_no_day_is_blocked(checks: Rows) -> None:
    assert [row for row in checks if not row["passed"]] == []


def test_what_is_watched_is_counted(checks: Rows) -> None:
    counted = Counter[str]()
    for row in checks:
        counted[row["rule"]] += row["measured"]

    assert {name: counted[name] for name in WATCHED} == WATCHED
    assert all(f"{number:,}" in LAKE.rules_summary for number in WATCHED.values())
    assert [row["business_day"] for row in checks if row["rule"] == "ends_early" and row["measured"]] == [
        date(2018, 1, 1)
    ]


def test_unknown_products_stay_far_below_their_limit(checks: Rows) -> None:
    shares = [row["measured"] for row in checks if row["rule"] == "few_known_products"]
    [limit] = [rule.demand.share for rule in RULES if rule.name == "few_known_products"]

    assert round(max(shares), 4) == 0.0082
    assert max(shares) < limit / 6
