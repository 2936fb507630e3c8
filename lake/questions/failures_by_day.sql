-- What failed
-- Records refused or given up, by the day on which they failed, reason and consumer.
-- Parameters: the first day, the last day
SELECT
    day,
    reason,
    consumer,
    count(*) AS times,
    count(DISTINCT event_id) AS events,
    count(DISTINCT partition_key) AS partitions
FROM failures
WHERE day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY day, reason, consumer
ORDER BY day, times DESC, reason, consumer
