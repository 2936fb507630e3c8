"""A sale that fails a ROW rule is set aside whole, under the first rule that it fails."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from contracts.claim_check import Claim
from domain.lake.rules import NEW_ROWS, RULES
from domain.scenario.baskets import list_baskets
from jobs.decode import decode
from jobs.retail.sale_columns import SALE_COLUMNS
from lake.quality import unfit_sql
from lake.quality.rule import THE_TABLE, QualityRule, Severity
from tests.domain.lake.quality.broken import BREAKS, first_line, sale
from tests.domain.lake.sample import Lake, Rows, rows
from tests.lambdas.sales import BOUNDS

ROW_RULES = [rule for rule in RULES if rule.severity is Severity.ROW]
# Breaks that don't undo each other, in the order of the rules.
TOGETHER = ["store_blank", "sku_blank", "amount_too_large", "discount_below_zero"]
NEW_SALES = """
    CREATE TEMP VIEW firsts AS
    SELECT 7 AS object_no, row_number() OVER (ORDER BY sale_id) - 1 AS position, * FROM sales
"""
LINES = """
    CREATE TEMP VIEW decoded AS
    SELECT f.object_no, f.position, l.* FROM sale_lines AS l JOIN firsts AS f USING (sale_id, digest)
    UNION ALL
    SELECT 8, 0, * FROM sale_lines WHERE line_no = 1
"""


class NoClaims:
    """No sale of these is oversized."""

    def fetch(self, claim: Claim) -> bytes:
        """Never asked."""
        raise AssertionError(claim)


@pytest.fixture
def decoded(lake: Lake) -> Lake:
    """The sample as a run finds it: each sale new, and some of their lines in another object once more."""
    lake.execute(NEW_SALES)
    lake.execute(LINES)
    return lake


def unfit(lake: Lake) -> Rows:
    """What is set aside."""
    return rows(lake, unfit_sql(RULES, NEW_ROWS))


def test_real_sales_are_all_fit(decoded: Lake) -> None:
    assert unfit(decoded) == []


@pytest.mark.parametrize("rule", ROW_RULES, ids=lambda rule: rule.name)
def test_what_fails_a_rule_is_set_aside_under_it(decoded: Lake, rule: QualityRule) -> None:
    [place] = rows(decoded, "SELECT position FROM firsts WHERE sale_id IN (FROM one)")

    decoded.execute(BREAKS[rule.name])

    said = {"rule": rule.name, "field": rule.demand.column, "why": rule.why}
    assert unfit(decoded) == [{"object_no": 7, **place, **said}]


@pytest.mark.parametrize("number", range(2, len(TOGETHER) + 1))
def test_of_several_rules_the_first_is_named(decoded: Lake, number: int) -> None:
    broken = TOGETHER[-number:]

    for name in reversed(broken):
        decoded.execute(BREAKS[name])

    assert [row["rule"] for row in unfit(decoded)] == [broken[0]]


def test_a_sale_is_set_aside_once_for_several_lines(decoded: Lake) -> None:
    decoded.execute("UPDATE sale_lines SET total_cents = -10000001 WHERE sale_id IN (FROM one)")

    assert [row["rule"] for row in unfit(decoded)] == ["amount_too_large"]


def test_the_ends_of_a_range_are_in_it(decoded: Lake) -> None:
    decoded.execute(first_line("total_cents = 10000000"))
    decoded.execute(sale("business_day = '2010-01-01'"))

    assert unfit(decoded) == []


def test_a_return_may_pay_nothing_back(decoded: Lake) -> None:
    decoded.execute(first_line("quantity = -1, total_cents = 0"))

    assert unfit(decoded) == []


def test_a_return_may_give_its_discounts_back(decoded: Lake) -> None:
    decoded.execute(first_line("quantity = -1, total_cents = -99, retail_cents = -20"))

    assert unfit(decoded) == []


def test_what_is_no_new_sale_is_left_alone(decoded: Lake) -> None:
    decoded.execute(
        "CREATE OR REPLACE TEMP VIEW firsts AS SELECT 9 AS object_no, 0 AS position, * FROM sales LIMIT 0"
    )
    decoded.execute(BREAKS["sku_blank"])

    assert unfit(decoded) == []


def test_reads_what_the_jobs_decode(lake: Lake) -> None:
    day = [message.data for message in list_baskets(date(2017, 12, 24), 1)]
    wrong = day[0].replace(b'"sku":"', b'"sku":" ","was":"', 1)
    now = datetime(2017, 12, 26, tzinfo=UTC)

    batches = [*decode(3, [*day[1:], b"no sale", wrong], now, BOUNDS.oldest_day, NoClaims(), SALE_COLUMNS)]
    lake.register("decoded", pa.Table.from_batches(batches))
    lake.execute("CREATE TEMP VIEW firsts AS SELECT * FROM decoded WHERE line_no = 1")

    assert [(row["object_no"], row["position"], row["rule"]) for row in unfit(lake)] == [
        (3, len(day), "sku_blank")
    ]


def test_every_row_rule_is_stated_of_the_row_alone() -> None:
    for rule in ROW_RULES:
        assert rule.demand.rows == THE_TABLE
        assert not rule.demand.share
