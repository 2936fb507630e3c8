-- What could not be curated, and nobody has settled: of these days; or of none that is closed, before their close?
WITH closed AS (
    SELECT max(raw_through) AS raw_through
    FROM closings
    WHERE business_day BETWEEN {first} AND {last}
)

SELECT
    q.store_id, q.reason, q.field, min(q.why) AS why,
    count(*) AS records,
    CAST(sum(q.net_cents) AS BIGINT) AS net_cents
FROM quarantined AS q
CROSS JOIN closed AS c
LEFT JOIN (SELECT DISTINCT business_day FROM closings) AS k ON k.business_day = q.business_day
LEFT JOIN sales AS s
    ON
        q.reason = 'conflict'
        AND s.sale_id = q.sale_id
        AND s.business_day = q.business_day
        AND position(substr(q.record_id, length(q.sale_id) + 2) IN s.settles) > 0
WHERE
    s.sale_id IS NULL
    AND (
        q.business_day BETWEEN {first} AND {last}
        OR (
            k.business_day IS NULL
            AND q.arrived_at <= c.raw_through
            AND q.arrived_at > c.raw_through - {length}
        )
    )
GROUP BY q.store_id, q.reason, q.field
ORDER BY records DESC, q.reason, q.field, q.store_id
