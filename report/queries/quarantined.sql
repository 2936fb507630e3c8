-- What could not be curated: of the day; or of no day that can be read, and arrived in the close's last day?
WITH closed AS (
    SELECT max(raw_through) AS raw_through
    FROM closings
    WHERE business_day = {day}
)

SELECT
    q.store_id, q.reason, q.field, min(q.why) AS why,
    count(*) AS records,
    CAST(sum(q.net_cents) AS BIGINT) AS net_cents
FROM quarantined AS q
CROSS JOIN closed AS c
WHERE
    q.business_day = {day}
    OR (
        q.business_day IS NULL
        AND q.arrived_at <= c.raw_through
        AND q.arrived_at > c.raw_through - INTERVAL '1' DAY
    )
GROUP BY q.store_id, q.reason, q.field
ORDER BY records DESC, q.reason, q.field, q.store_id
