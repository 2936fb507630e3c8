-- Of each store's day the report that stands, of all closings that were finished, and what of raw it had seen.
SELECT store_id, business_day, sales, total_cents, net_cents, raw_through
FROM (
    SELECT
        r.store_id,
        r.business_day,
        r.sales,
        r.total_cents,
        r.net_cents,
        c.raw_through,
        row_number() OVER (PARTITION BY r.store_id, r.business_day ORDER BY r.version DESC) AS newest
    FROM daily_store_sales AS r
    JOIN closings AS c ON c.business_day = r.business_day AND c.version = r.version
) AS finished
WHERE newest = 1
