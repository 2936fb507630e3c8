-- Of the last weeks, the days that were never closed, or without a store that sold on them.
SELECT DISTINCT s.business_day
FROM (SELECT DISTINCT store_id, business_day FROM sales) AS s
LEFT JOIN (
    SELECT DISTINCT r.store_id, r.business_day
    FROM daily_store_sales AS r
    JOIN closings AS c ON c.business_day = r.business_day AND c.version = r.version
) AS p ON p.store_id = s.store_id AND p.business_day = s.business_day
WHERE p.store_id IS NULL
