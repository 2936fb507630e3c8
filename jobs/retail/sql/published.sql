-- The report that stands for each store's day: of the closings that were finished the newest.
SELECT *
FROM (
    SELECT
        r.*,
        row_number() OVER (PARTITION BY r.store_id, r.business_day ORDER BY r.version DESC) AS newest
    FROM daily_store_sales AS r
    JOIN days AS d ON d.business_day = r.business_day
    JOIN closings AS c ON c.business_day = r.business_day AND c.version = r.version
) AS stated
WHERE newest = 1
