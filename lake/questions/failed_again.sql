-- What failed first, and again and again
-- Each record that failed in these days, the oldest first: how often, and whether it had been repaired before.
-- Parameters: the first day, the last day
SELECT
    record,
    consumer,
    min(sale_id) AS sale_id,
    min(store_id) AS store_id,
    min(reason) AS reason,
    count(*) AS times,
    max(attempt) AS repaired,
    min(failed_at) AS first_failed_at,
    max(failed_at) AS last_failed_at
FROM failures
WHERE day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY record, consumer
ORDER BY first_failed_at, consumer, record
