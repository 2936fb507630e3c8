-- What is quarantined
-- Records that count nowhere, by reason, and the money on those that could be read; by day of arrival.
-- Parameters: the first day, the last day
SELECT
    reason,
    field,
    count(*) AS records,
    count(DISTINCT store_id) AS stores,
    coalesce(sum(net_cents), 0) AS net_cents,
    min(CAST(arrived_at AS date)) AS first_day,
    max(CAST(arrived_at AS date)) AS last_day
FROM quarantined
WHERE CAST(arrived_at AS date) BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY reason, field
ORDER BY records DESC, reason, field
