-- Stores' days with other sales than were stated last, if any were: none is ever taken away. Parked ones can wait.
SELECT
    coalesce(s.store_id, r.store_id) AS store_id,
    coalesce(s.business_day, r.business_day) AS business_day,
    r.store_id IS NOT NULL AS stated,
    r.raw_through
FROM (
    SELECT store_id, business_day, count(*) AS sales
    FROM sales
    GROUP BY store_id, business_day
) AS s
FULL JOIN stated_days AS r ON r.store_id = s.store_id AND r.business_day = s.business_day
LEFT JOIN parked AS p
    ON
        p.store_id = coalesce(s.store_id, r.store_id)
        AND p.business_day = coalesce(s.business_day, r.business_day)
WHERE p.store_id IS NULL AND coalesce(s.sales, 0) <> coalesce(r.sales, 0)
