"""Real days as the page asks for them, and a busy one with everything that real days lack."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from report.questions import Query
from tests.domain.lake import sample
from tests.domain.lake.sample import Lake

DAY, FIRST = date(2017, 12, 23), date(2017, 12, 16)
ORIGIN = ("The baskets are real, <i>reorder levels</i> are synthetic.",)

LEVELS = """
    UPDATE products SET reorder_level = 20
    WHERE category = 'FROZEN PIZZA' OR sku IN ('1106523', '1029743', '897354')
"""
STOCK: Mapping[str, Mapping[str, int]] = {
    "34280": {"1106523": 19, "1029743": 20, "5569230": 0},
    "367": {"897354": -3, "1029743": 4},
}

BEFORE_THE_CLOSE = """
    DELETE FROM daily_store_sales;
    DELETE FROM closings;

    UPDATE products SET type = '<b>Beef & "Co"</b>' WHERE sku = '17241023';
    UPDATE stores SET name = '<script>Store</script>' WHERE store_id = '34280';

    CREATE TABLE held AS
    FROM sales
    WHERE sale_id IN (
        SELECT min(sale_id) FROM sales
        WHERE store_id = '34280' AND business_day IN ('2017-12-21', '2017-12-23')
        GROUP BY business_day
    );
    CREATE TABLE late AS
    FROM sales
    WHERE sale_id = (
        SELECT min(sale_id) FROM sales WHERE store_id = '382' AND business_day = '2017-12-23'
    );
    DELETE FROM sales WHERE sale_id IN (SELECT sale_id FROM held UNION SELECT sale_id FROM late);

    UPDATE sale_lines SET quantity = -2, total_cents = -998, coupon_cents = 0
    WHERE line_no = 1 AND sale_id = (
        SELECT max(sale_id) FROM sales WHERE store_id = '367' AND business_day = '2017-12-23'
    );
    UPDATE sales AS s SET total_cents = l.total, net_cents = l.net
    FROM (
        SELECT sale_id, sum(total_cents) AS total, sum(total_cents - coupon_cents) AS net
        FROM sale_lines
        GROUP BY sale_id
    ) AS l
    WHERE l.sale_id = s.sale_id;

    INSERT INTO quarantined BY NAME
    SELECT
        *,
        'is wrong' AS why,
        TIMESTAMPTZ '2017-12-31 12:00:00Z' AS arrived_at,
        'object' AS raw_object,
        'version' AS raw_version,
        0 AS raw_position
    FROM (VALUES
        ('1', 'conflict', 'sale_id', '367', DATE '2017-12-23', 1299),
        ('2', 'conflict', 'sale_id', '382', DATE '2017-12-23', 4999),
        ('3', 'not_json', 'record', NULL, NULL, NULL),
        ('4', 'conflict', 'sale_id', '382', DATE '2017-12-22', 100)
    ) AS refused (record_id, reason, field, store_id, business_day, net_cents);
"""
AFTER_THE_SECOND = """
    UPDATE closings AS c SET stores = d.stores, sales = d.sales, total_cents = d.total, net_cents = d.net
    FROM (
        SELECT
            business_day,
            count(*) AS stores,
            sum(sales) AS sales,
            sum(total_cents) AS total,
            sum(net_cents) AS net
        FROM closed_store_days GROUP BY business_day
    ) AS d
    WHERE d.business_day = c.business_day AND c.version = 2;

    INSERT INTO sales FROM late;
"""


@cache
def week() -> Lake:
    """A real Saturday and the week before it, each day closed once; tests only read it."""
    made = sample.lake(FIRST, DAY)
    made.execute(LEVELS)
    return made


@cache
def busy() -> Lake:
    """The same with returns, quarantine, two days restated by late sales, and a sale that came after that."""
    made = sample.lake(FIRST, DAY)
    made.execute(LEVELS)
    made.execute(BEFORE_THE_CLOSE)
    sample.close(made)
    made.execute("INSERT INTO sales FROM held")
    sample.close(made, 2, "store_id = '34280' AND business_day IN (SELECT business_day FROM held)")
    made.execute(AFTER_THE_SECOND)
    return made


def query(made: Lake) -> Query:
    """What the page asks a lake with."""

    def ask(sql: str) -> list[dict[str, Any]]:
        return sample.rows(made, sql)

    return ask
