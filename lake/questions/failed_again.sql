-- What failed first, and again and again
-- Each record that failed in these days, the oldest first: how often, and whether it had been repaired before.
-- Parameters: the first day, the last day
SELECT
    record,
    consumer,
    min(event_id) AS event_id,
    min(partition_key) AS partition_key,
    min(reason) AS reason,
    count(*) AS times,
    max(attempt) AS repaired,
    min(failed_at) AS first_failed_at,
    max(failed_at) AS last_failed_at
FROM failures
WHERE day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY record, consumer
ORDER BY first_failed_at, consumer, record
