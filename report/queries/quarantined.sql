-- What could not be curated: of these days; or of none that is closed, and arrived before their last close?
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
WHERE
    q.business_day BETWEEN {first} AND {last}
    OR (
        k.business_day IS NULL
        AND q.arrived_at <= c.raw_through
        AND q.arrived_at > c.raw_through - {length}
    )
GROUP BY q.store_id, q.reason, q.field
ORDER BY records DESC, q.reason, q.field, q.store_id
