-- What the tables say of each store's day: sales with their lines, and sales that a rule has set aside.
SELECT
    store_id,
    business_day,
    CAST(sum(sales) AS BIGINT) AS sales,
    CAST(sum(lines) AS BIGINT) AS lines,
    CAST(sum(total_cents) AS BIGINT) AS total_cents,
    CAST(sum(net_cents) AS BIGINT) AS net_cents
FROM (
    SELECT s.store_id, s.business_day, 1 AS sales, 0 AS lines, 0 AS total_cents, s.net_cents
    FROM sales AS s
    JOIN days AS d ON d.business_day = s.business_day
    UNION ALL
    SELECT s.store_id, s.business_day, 0, 1, s.total_cents, 0
    FROM sold AS s
    UNION ALL
    SELECT r.store_id, r.business_day, 1, r.lines, r.sale_total_cents, r.net_cents
    FROM raw_sales AS r
    JOIN quarantined AS q ON q.record_id = concat(r.sale_id, '/', r.digest)
    WHERE q.reason <> 'conflict' AND r.kept_digest IS NULL
) AS parts
GROUP BY store_id, business_day
