-- Stores without sales
-- Stores that sold nothing on a day, and the day before it on which they last did.
-- Parameters: the day
WITH asked AS (
    SELECT CAST(? AS date) AS business_day
),

sold AS (
    SELECT
        d.store_id,
        max(d.business_day) AS last_sold
    FROM closed_store_days AS d
    JOIN asked AS a ON d.business_day <= a.business_day
    GROUP BY d.store_id
)

SELECT
    s.store_id,
    s.name,
    sold.last_sold
FROM stores AS s
CROSS JOIN asked AS a
LEFT JOIN sold ON sold.store_id = s.store_id
WHERE sold.last_sold IS NULL OR sold.last_sold < a.business_day
ORDER BY s.store_id
