-- What failed
-- Records refused or given up, by the day on which they failed, reason and consumer.
-- Parameters: the first day, the last day
SELECT
    day,
    reason,
    consumer,
    count(*) AS times,
    count(DISTINCT sale_id) AS sales,
    count(DISTINCT store_id) AS stores
FROM failures
WHERE day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY day, reason, consumer
ORDER BY day, times DESC, reason, consumer
