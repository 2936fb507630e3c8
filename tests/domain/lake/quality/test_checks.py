"""Before a day is closed, every SET and WATCH rule says of it how many rows fail."""

import re

import pytest

from domain.lake.rules import BY_DAY, RULES
from lake.quality import checks_sql
from lake.quality.rule import QualityRule, Severity
from tests.domain.lake.quality.broken import BREAKS, DAY, first_line, sale
from tests.domain.lake.sample import Lake, Rows, rows

CHECKED = [rule for rule in RULES if rule.severity is not Severity.ROW and rule.table in BY_DAY]
DAYS = ["2017-12-22", DAY]


def checks(lake: Lake, *days: str) -> Rows:
    """What is measured of days."""
    lake.execute("CREATE OR REPLACE TEMP TABLE days (business_day DATE)")
    lake.executemany("INSERT INTO days VALUES (?)", [[day] for day in days or DAYS])
    return rows(lake, checks_sql(RULES, BY_DAY))


def measured(lake: Lake, rule: str, day: str = DAY) -> float:
    """What one rule measures of one day."""
    [found] = [row for row in checks(lake) if row["rule"] == rule and str(row["business_day"]) == day]
    return float(found["measured"])


def test_real_days_pass(lake: Lake) -> None:
    assert all(row["passed"] for row in checks(lake))


def test_every_rule_is_asked_of_every_day(lake: Lake) -> None:
    asked = {(row["rule"], row["severity"], str(row["business_day"])) for row in checks(lake)}

    assert asked == {(rule.name, rule.severity, day) for rule in CHECKED for day in DAYS}


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.name)
def test_counts_what_breaks_a_rule(lake: Lake, rule: QualityRule) -> None:
    before = measured(lake, rule.name)

    lake.execute(BREAKS[rule.name])

    assert (
        measured(lake, rule.name) > before if rule.demand.share else measured(lake, rule.name) == before + 1
    )
    assert measured(lake, rule.name, DAYS[0]) == 0 or measured(lake, rule.name, DAYS[0]) < measured(
        lake, rule.name
    )


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.name)
def test_a_set_that_fails_blocks_its_day_alone_and_a_watch_none(lake: Lake, rule: QualityRule) -> None:
    lake.execute(BREAKS[rule.name])

    blocked = {(row["rule"], str(row["business_day"])) for row in checks(lake) if not row["passed"]}

    assert ((rule.name, DAY) in blocked) == (rule.severity is Severity.SET)
    assert all(day == DAY for _, day in blocked)


@pytest.mark.parametrize("figure", ["lines", "total_cents", "net_cents"])
def test_a_sale_must_agree_with_its_lines_in_every_figure(lake: Lake, figure: str) -> None:
    lake.execute(sale(f"{figure} = {figure} + 1"))

    assert measured(lake, "does_not_add_up") == 1


HARMLESS = {
    "coupon_over_line": first_line("coupon_cents = total_cents"),
    "sale_that_pays": first_line("quantity = -1, total_cents = -1"),
    "customer_was_paid": sale("total_cents = -5, net_cents = -5"),
    "ends_early": "UPDATE sales SET arrived_at = '2017-12-23 06:00:00Z' WHERE business_day = '2017-12-23'",
}


@pytest.mark.parametrize("rule", HARMLESS)
def test_what_is_just_right_is_not_counted(lake: Lake, rule: str) -> None:
    before = measured(lake, rule)

    lake.execute(HARMLESS[rule])

    assert measured(lake, rule) == before


def test_a_share_is_one_of_the_days_own_lines(lake: Lake) -> None:
    lake.execute("UPDATE sale_lines SET sku = 'none' WHERE business_day = '2017-12-23'")

    assert measured(lake, "few_known_products") == 1
    assert measured(lake, "few_known_products", DAYS[0]) < 0.01


def test_a_share_at_the_limit_passes(lake: Lake) -> None:
    lake.execute("DELETE FROM sale_lines WHERE business_day = ?", [DAY])
    lake.execute(
        "INSERT INTO sale_lines SELECT * REPLACE (CAST(? AS DATE) AS business_day) FROM sale_lines LIMIT 100",
        [DAY],
    )
    lake.execute("UPDATE sale_lines SET sku = 'none' WHERE business_day = '2017-12-23'")
    lake.execute(
        "UPDATE sale_lines SET sku = (SELECT min(sku) FROM products) "
        "WHERE rowid IN (SELECT rowid FROM sale_lines WHERE business_day = '2017-12-23' LIMIT 95)"
    )

    [row] = [row for row in checks(lake, DAY) if row["rule"] == "few_known_products"]

    assert (row["measured"], row["allowed"], row["passed"]) == (0.05, 0.05, True)


def test_a_day_without_sales_passes(lake: Lake) -> None:
    empty = checks(lake, "2016-02-29")

    assert all(row["passed"] and row["measured"] == 0 for row in empty)
    assert len(empty) == len(CHECKED)


def test_a_sale_with_no_lines_at_all_does_not_add_up(lake: Lake) -> None:
    lake.execute("DELETE FROM sale_lines WHERE business_day = '2017-12-23'")
    [sales] = rows(lake, "SELECT count(*) AS n FROM sales WHERE business_day = '2017-12-23'")

    assert measured(lake, "does_not_add_up") == sales["n"]


def test_a_line_that_stands_there_twice_does_not_add_up(lake: Lake) -> None:
    lake.execute("INSERT INTO sale_lines FROM sale_lines WHERE line_no = 1 AND sale_id IN (FROM one)")

    assert measured(lake, "does_not_add_up") == 1


def test_every_rule_is_broken_by_some_test() -> None:
    assert set(BREAKS) == {rule.name for rule in RULES}
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_words_stand_in_sql_as_they_are() -> None:
    for rule in RULES:
        assert re.fullmatch(r"[a-z_]+", rule.name)
        assert not set("'\\\"\n|") & set(rule.why)
