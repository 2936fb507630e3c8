-- What a later closing stated anew of a store's day, beside what was stated before.
SELECT
    store_id,
    business_day,
    version,
    sales,
    sales_before,
    total_cents,
    total_cents_before,
    net_cents,
    net_cents_before
FROM (
    SELECT
        d.store_id,
        d.business_day,
        d.version,
        d.sales,
        d.total_cents,
        d.net_cents,
        coalesce(lag(d.sales) OVER earlier, 0) AS sales_before,
        coalesce(lag(d.total_cents) OVER earlier, 0) AS total_cents_before,
        coalesce(lag(d.net_cents) OVER earlier, 0) AS net_cents_before
    FROM daily_store_sales AS d
    JOIN closings AS c ON c.business_day = d.business_day AND c.version = d.version
    WINDOW earlier AS (PARTITION BY d.store_id, d.business_day ORDER BY d.version)
) AS stated
WHERE version > 1
