-- What a later closing stated anew of a store's day, beside what was stated before.
SELECT
    store_id,
    business_day,
    version,
    sales,
    coalesce(sales_before, 0) AS sales_before,
    total_cents,
    coalesce(total_cents_before, 0) AS total_cents_before,
    net_cents,
    coalesce(net_cents_before, 0) AS net_cents_before
FROM (
    SELECT
        d.*,
        lag(d.sales) OVER (PARTITION BY d.store_id, d.business_day ORDER BY d.version) AS sales_before,
        lag(d.total_cents) OVER (PARTITION BY d.store_id, d.business_day ORDER BY d.version) AS total_cents_before,
        lag(d.net_cents) OVER (PARTITION BY d.store_id, d.business_day ORDER BY d.version) AS net_cents_before
    FROM daily_store_sales AS d
    JOIN closings AS c ON c.business_day = d.business_day AND c.version = d.version
) AS stated
WHERE version > 1
