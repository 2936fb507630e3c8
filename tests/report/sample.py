"""Real days as the page asks for them, and a busy one with everything that real days lack."""

from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from domain.stock import ReorderRule
from report.period import Period
from report.questions import Query
from report.replenishment import ShelfPace, StockOrder, StockStatus
from tests.domain.lake import sample
from tests.domain.lake.sample import Lake

DAY, FIRST = date(2017, 12, 23), date(2017, 12, 16)
ONE_DAY, SEVEN_DAYS = Period.of_day(DAY), Period.of_week(DAY)
ORIGIN = ("The baskets are real, <i>opening stock</i> is synthetic.",)
ZONE = ZoneInfo("America/New_York")

ZONES = "UPDATE stores SET time_zone = 'America/New_York'"


def shelf(store_id: str, sku: str, units: int, units_a_day: float = 6.5) -> ShelfPace:
    """A shelf that is low from 20 units on, unless it sells at another pace."""
    return ShelfPace(store_id=store_id, sku=sku, units=units, units_a_day=units_a_day)


STOCK = StockStatus(
    rule=ReorderRule(lead_days=2, safety=1.5, least=6),
    shelves=[
        shelf("34280", "1106523", 19),
        shelf("34280", "1029743", 21),
        shelf("367", "897354", -3),
        shelf("367", "1029743", 4),
    ],
    orders=[
        StockOrder(store_id="34280", sku="1106523", day=DAY, units=24),
        StockOrder(store_id="34280", sku="1029743", day=DAY, units=36),
        StockOrder(store_id="367", sku="897354", day=DAY, units=9_000, held=True),
        StockOrder(store_id="382", sku="1029743", day=FIRST, units=12),
    ],
)

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
    made.execute(ZONES)
    return made


@cache
def busy() -> Lake:
    """The same with returns, quarantine, two days restated by late sales, and a sale that came after that."""
    made = sample.lake(FIRST, DAY)
    made.execute(ZONES)
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
