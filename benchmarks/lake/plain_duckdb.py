"""What a DuckDB user would write: its own JSON reader, and SQL. It checks types and dates, no more."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.lake.outcome import TransformOutcome

READ = """
    CREATE TABLE records AS
    SELECT parts[1] AS file, line, json_valid(line) AS valid,
           CASE WHEN json_valid(line) THEN from_json(line, '{
               "sale_id": "VARCHAR", "store_id": "VARCHAR", "register_id": "VARCHAR",
               "occurred_at": "TIMESTAMPTZ", "payment_token": "VARCHAR", "loyalty_id": "VARCHAR",
               "lines": [{"sku": "VARCHAR", "quantity": "BIGINT", "total_cents": "BIGINT",
                          "discounts": {"retail": "BIGINT", "coupon": "BIGINT", "coupon_match": "BIGINT"}}]
           }') END AS sale
    FROM (
        SELECT [filename] AS parts, line
        FROM read_csv($files, columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '',
                      header = false, auto_detect = false, filename = true, max_line_size = 4000000)
    )
"""
SALES = """
    CREATE TABLE ranked AS
    SELECT sale.*, md5(line) AS digest, CAST(split_part(sale.sale_id, '/', 2) AS DATE) AS business_day,
           row_number() OVER (PARTITION BY sale.sale_id ORDER BY file, rowid) AS nth
    FROM records WHERE valid;
    CREATE TABLE sales AS SELECT * FROM ranked WHERE nth = 1;
    CREATE TABLE sale_lines AS
    SELECT sale_id, digest, store_id, business_day, unnest(lines, recursive := true) FROM sales;
    CREATE TABLE refused AS
    SELECT 'not_json' AS reason, md5(line) AS record FROM records WHERE NOT valid
    UNION ALL
    SELECT 'conflict', r.digest FROM ranked AS r JOIN sales AS s USING (sale_id) WHERE r.digest <> s.digest;
"""
REPORT = """
    CREATE TABLE report AS
    WITH sums AS (
        SELECT store_id, business_day, sku, sum(total_cents) AS total_cents FROM sale_lines GROUP BY ALL
    ), ranks AS (
        SELECT store_id, business_day, sku,
               row_number() OVER (
                   PARTITION BY store_id, business_day ORDER BY total_cents DESC, sku) AS place
        FROM sums
    ), top AS (
        SELECT store_id, business_day, list(sku ORDER BY place) AS top
        FROM ranks WHERE place <= 5 GROUP BY ALL
    )
    SELECT store_id, business_day, count(DISTINCT sale_id) AS sales, count(*) AS lines,
           sum(quantity) AS units, sum(total_cents) AS total_cents, sum(retail) AS retail_cents,
           sum(coupon) AS coupon_cents, sum(coupon_match) AS coupon_match_cents,
           sum(total_cents - coalesce(coupon, 0)) AS net_cents,
           count(*) FILTER (quantity < 0) AS return_lines, any_value(top.top) AS top
    FROM sale_lines JOIN top USING (store_id, business_day) GROUP BY ALL
"""


def run(files: Sequence[Path], directory: Path) -> TransformOutcome:
    """Curate and report."""
    sql = duckdb.connect(config={"threads": 2})
    sql.execute("SET TimeZone = 'UTC'")
    sql.execute(READ, {"files": [str(file) for file in files]})
    sql.execute(SALES)
    sql.execute(REPORT)
    for table in ("sales", "sale_lines", "refused", "report"):
        sql.execute(f"COPY {table} TO '{directory}/{table}.parquet'")
    sales, lines, refused, days = (
        len(sql.table(name)) for name in ("sales", "sale_lines", "refused", "report")
    )
    [(cents,)] = sql.sql("SELECT sum(net_cents) FROM report").fetchall()
    return TransformOutcome(sales, lines, refused, days, int(cents))
