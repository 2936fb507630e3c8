-- How was each of these days closed last?
SELECT business_day, version, stores, restated_stores, sales, total_cents, net_cents, tag
FROM current_closings
WHERE business_day BETWEEN {before_first} AND {last}
ORDER BY business_day
