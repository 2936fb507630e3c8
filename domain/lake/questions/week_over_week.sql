-- Week over week
-- What each store sold for in the seven days up to a day, beside the seven days before.
-- Parameters: the last day
WITH asked AS (
    SELECT CAST(? AS date) AS last_day
),

weeks AS (
    SELECT
        d.store_id,
        sum(CASE WHEN d.business_day > a.last_day - INTERVAL '7' DAY THEN d.net_cents ELSE 0 END) AS net_cents,
        sum(CASE WHEN d.business_day <= a.last_day - INTERVAL '7' DAY THEN d.net_cents ELSE 0 END) AS before_cents
    FROM closed_store_days AS d
    JOIN asked AS a ON d.business_day > a.last_day - INTERVAL '14' DAY AND d.business_day <= a.last_day
    GROUP BY d.store_id
)

SELECT
    store_id,
    net_cents,
    before_cents,
    CAST(net_cents - before_cents AS double) / nullif(before_cents, 0) AS change_share
FROM weeks
ORDER BY store_id
